//! The outside as the window uses it: the loader, the settings' folder, and in a window the system's file dialog.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::app::{Arrival, Effect, Origin, Outside, Settings, shipped};

use super::{Loader, lessons, settings};

/// Everything outside the window. Its threads call `wake` when there is news.
pub struct Desk {
    news: Receiver<Arrival>,
    sender: Sender<Arrival>,
    loader: Loader,
    wake: Arc<dyn Fn() + Send + Sync>,
    folder: Option<PathBuf>,
    /// Gone with the desk: then nobody looks for lessons any more.
    alive: Arc<()>,
}

impl Desk {
    /// A desk that keeps the settings in `folder`, or nowhere.
    pub fn new(folder: Option<PathBuf>, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let (sender, news) = channel();
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(wake);
        let loader = Loader::new(sender.clone(), Arc::clone(&wake));
        Self { news, sender, loader, wake, folder, alive: Arc::new(()) }
    }

    /// The same desk, which also brings the lessons under a folder, and again whenever they change.
    #[must_use]
    pub fn with_lessons(self, folder: PathBuf) -> Self {
        lessons::watch(folder, &self.alive, self.sender.clone(), Arc::clone(&self.wake));
        self
    }

    /// Asks the user for a file, on a thread of its own: the dialog may stay open for as long as it likes.
    #[cfg(feature = "gui")]
    fn choose_file(&self) {
        let (news, wake) = (self.sender.clone(), Arc::clone(&self.wake));
        let dialog = move || {
            let kinds = ["pcap", "pcapng", "cap", "ntar", "har", "gz", "zst", "lz4"];
            let dialog =
                rfd::FileDialog::new().add_filter("pcap, pcapng, HAR", &kinds).add_filter("*", &["*"]);
            if let Some(path) = dialog.pick_file()
                && news.send(Arrival::Chosen(path)).is_ok()
            {
                wake();
            }
        };
        // Without a thread there is no dialog; a path on the command line and a drop still open files.
        let _ = std::thread::Builder::new().name("file dialog".to_owned()).spawn(dialog);
    }

    #[cfg(not(feature = "gui"))]
    fn choose_file(&self) {
        let _ = (&self.sender, &self.wake);
    }
}

impl Outside for Desk {
    fn arrivals(&mut self) -> Vec<Arrival> {
        self.news.try_iter().collect()
    }

    fn carry_out(&mut self, effect: Effect, settings: &Settings) {
        match effect {
            Effect::Load { job, origin, key_logs } => {
                let bytes = match &origin {
                    Origin::Shipped(id) => shipped::capture(id).map(|capture| capture.bytes),
                    Origin::File(_) => None,
                };
                self.loader.start(job, origin, bytes, key_logs);
            }
            Effect::Stop { job } => self.loader.stop(job),
            Effect::ChooseFile => self.choose_file(),
            Effect::SaveSettings => {
                if let Some(folder) = &self.folder {
                    // A full disk or a read-only home must not stop anyone from reading a capture.
                    let _ = settings::write(folder, settings);
                }
            }
            Effect::Copy(_) | Effect::Say(_) | Effect::Quit => {}
        }
    }
}
