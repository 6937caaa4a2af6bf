//! The program.

use std::process::ExitCode;

use ws101::cli::{self, Asked};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Asked::Done(status) => status,
        Asked::Window { file, lessons, key_logs } => window::run(file, lessons, key_logs),
    }
}

#[cfg(not(feature = "gui"))]
mod window {
    use std::path::PathBuf;

    /// This build has no window.
    pub(super) fn run(_: Option<PathBuf>, _: Option<PathBuf>, _: Vec<PathBuf>) -> std::process::ExitCode {
        ws101::cli::no_window("this build has none")
    }
}

#[cfg(feature = "gui")]
mod window {
    use std::path::PathBuf;
    use std::process::ExitCode;

    use ws101::app::{App, Command};
    use ws101::base::Lang;
    use ws101::cli;
    use ws101::io::{Desk, settings};
    use ws101::ui::app::{Window, icon};

    /// Shows the window, with a capture, its key logs and the lessons of a folder if they are named.
    pub(super) fn run(file: Option<PathBuf>, lessons: Option<PathBuf>, key_logs: Vec<PathBuf>) -> ExitCode {
        if !has_display() {
            return cli::no_window("there is no display");
        }
        let folder = settings::folder();
        let (settings, wrong) = folder.as_deref().map(settings::read).unwrap_or_default();
        if let Some(wrong) = wrong {
            cli::say(&wrong);
        }
        let lang = Lang::from_locale(&sys_locale::get_locale().unwrap_or_default());
        let viewport = egui::ViewportBuilder::default()
            .with_title("ws101")
            .with_app_id("ws101")
            .with_icon(icon())
            .with_inner_size([1600.0, 1000.0])
            .with_min_inner_size([960.0, 600.0])
            .with_drag_and_drop(true);
        let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
        let create: eframe::AppCreator<'_> = Box::new(move |creation| {
            let ctx = creation.egui_ctx.clone();
            let waker = ctx.clone();
            let mut desk = Desk::new(folder, move || waker.request_repaint());
            if let Some(lessons) = lessons {
                desk = desk.with_lessons(lessons);
            }
            let mut window = Window::new(&ctx, App::new(settings, lang), Box::new(desk));
            for asked in key_logs.into_iter().map(Command::AddKeyLog).chain(file.map(Command::Open)) {
                window.command(&ctx, asked);
            }
            Ok(Box::new(window))
        });
        match eframe::run_native("ws101", options, create) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => cli::no_window(&error.to_string()),
        }
    }

    fn has_display() -> bool {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY")
    }
}
