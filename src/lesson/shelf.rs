//! The lessons that ship with the program, inside it.

use crate::base::Lang;

use super::format::Files;

macro_rules! lessons {
    ($($folder:literal)*) => {
        [$((
            $folder,
            include_str!(concat!("../../lessons/", $folder, "/lesson.toml")),
            include_str!(concat!("../../lessons/", $folder, "/en.md")),
            include_str!(concat!("../../lessons/", $folder, "/ko.md")),
        )),*]
    };
}

/// A macro cannot list a folder; a test holds this list and the folder together.
static LESSONS: [(&str, &str, &str, &str); 5] = lessons!(
    "01-from-http-to-websocket" "02-the-accept-key" "03-the-first-two-bytes" "04-packets-frames-messages"
    "05-the-closing-handshake"
);

/// The lessons that ship with the program: folder and files, in the order of the course.
pub fn embedded() -> impl ExactSizeIterator<Item = (&'static str, Files)> {
    LESSONS.iter().map(|(folder, toml, en, ko)| (*folder, files(toml, en, ko)))
}

/// A new lesson about a capture: it asks one question and passes every check but the capture's digest, which is given.
#[must_use]
pub fn template(id: &str, capture: &str, sha256: &str) -> Files {
    let toml = include_str!("template/lesson.toml");
    let toml = toml.replace("@ID@", id).replace("@CAPTURE@", capture).replace("@SHA256@", sha256);
    files(&toml, include_str!("template/en.md"), include_str!("template/ko.md"))
}

fn files(toml: &str, en: &str, ko: &str) -> Files {
    Files { toml: toml.to_owned(), texts: vec![(Lang::En, en.to_owned()), (Lang::Ko, ko.to_owned())] }
}
