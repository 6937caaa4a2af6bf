//! The two languages of the product, and a text that exists in both.

/// A language of the window, the lessons and the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub enum Lang {
    /// English.
    #[default]
    #[serde(rename = "en")]
    En,
    /// Korean.
    #[serde(rename = "ko")]
    Ko,
}

impl Lang {
    /// Both languages, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// The BCP 47 language subtag: `en` or `ko`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// The language's own name for itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ko => "한국어",
        }
    }

    /// The language of a locale such as `ko_KR.UTF-8`; English for all that is not Korean.
    #[must_use]
    pub fn from_locale(locale: &str) -> Self {
        let is_korean = locale.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("ko"))
            && !locale.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic);
        if is_korean { Self::Ko } else { Self::En }
    }
}

/// One text in both languages. Tables hold these, so that a missing translation does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Korean.
    pub ko: &'static str,
}

impl Text {
    /// A text from its two languages.
    #[must_use]
    pub const fn new(en: &'static str, ko: &'static str) -> Self {
        Self { en, ko }
    }

    /// A text that is the same in both languages: names that the RFCs give.
    #[must_use]
    pub const fn same(both: &'static str) -> Self {
        Self { en: both, ko: both }
    }

    /// The text in one language.
    #[must_use]
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Ko => self.ko,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language() {
        for (locale, lang) in [
            ("ko", Lang::Ko),
            ("ko_KR.UTF-8", Lang::Ko),
            ("ko-KR", Lang::Ko),
            ("kok-IN", Lang::En),
            ("en_US.UTF-8", Lang::En),
            ("C", Lang::En),
            ("", Lang::En),
        ] {
            assert_eq!(Lang::from_locale(locale), lang, "{locale}");
        }
    }
}
