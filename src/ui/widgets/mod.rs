//! The painted widgets that more than one view needs: buttons, tags, panels, marks, the virtual list.
//!
//! They take their colours from [`Theme::of`](super::Theme::of) and their words from the caller. Everything that can
//! be clicked has an accessible name, a focus ring and a hit area of at least [`space::HIT`](super::theme::space::HIT).

mod button;
mod dialog;
mod feedback;
mod list;
mod paint;
mod panel;
mod segmented;
mod tag;
mod timeline;

pub use button::{Button, icon_button, key_cap, link};
pub use dialog::{Dialog, DialogHead, dialog};
pub use feedback::{notice, progress_bar, severity_icon, severity_label};
pub use list::{ListEvents, ListRow, Rows, VList};
pub(crate) use paint::logo;
pub use paint::{
    ByteCell, arrow, arrow_head, byte_cell, cross, dashed_line, dashed_rect, focus_ring, icon, icon_fill,
    icon_in, phase_mark, selection_outline, text, text_fit,
};
pub use panel::{PanelHead, PanelParts, panel, panel_frame};
pub use segmented::{Segmented, segmented};
pub use tag::{phase_tag, tag_width};
pub use timeline::{Ending, Life, timeline};
