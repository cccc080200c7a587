//! Where a list of equal rows, with a heading above some of them, stands: arithmetic only.

use std::ops::Range;

/// The height of the whole list and of what is seen of it, and how far down that is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scroll {
    /// Rows there are.
    pub rows: usize,
    /// The height of one.
    pub row: f32,
    /// The height of the part in sight.
    pub sight: f32,
    /// How far down the part in sight begins. `f64`: a million rows outgrow the precision of `f32`.
    pub offset: f64,
    /// The rows that have a heading above them, in order.
    pub heads: Vec<usize>,
    /// The height of a heading.
    pub head: f32,
}

/// The least height of the thumb, so that it can be caught.
const THUMB: f32 = 28.0;
/// So much of a pixel is never seen: its middle decides.
const HAIR: f32 = 0.2;

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rows and pixels; every value is clamped to the list first"
)]
impl Scroll {
    fn whole(&self) -> f64 {
        self.block(self.rows)
    }

    /// Where a row begins, with the heading above it.
    fn block(&self, row: usize) -> f64 {
        let before = self.heads.partition_point(|head| *head < row);
        row as f64 * f64::from(self.row) + before as f64 * f64::from(self.head)
    }

    /// Where a row begins.
    pub fn top(&self, row: usize) -> f64 {
        let above = self.heads.partition_point(|head| *head <= row);
        row as f64 * f64::from(self.row) + above as f64 * f64::from(self.head)
    }

    /// The row that stands, with its heading, at this place of the list; the last one below all.
    fn block_at(&self, y: f64) -> usize {
        let (mut low, mut high) = (0, self.rows);
        while low + 1 < high {
            let middle = low.midpoint(high);
            if self.block(middle) <= y {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The furthest offset.
    pub fn most(&self) -> f64 {
        (self.whole() - f64::from(self.sight)).max(0.0)
    }

    /// Keeps the offset within the list.
    pub fn clamp(&mut self) {
        self.offset = if self.offset.is_finite() {
            self.offset.clamp(0.0, self.most())
        } else {
            0.0
        };
    }

    /// Moves by pixels; says whether it moved.
    pub fn by(&mut self, pixels: f32) -> bool {
        let before = self.offset;
        self.offset += f64::from(pixels);
        self.clamp();
        self.offset != before
    }

    /// Moves as little as shows a row whole; says whether it moved.
    pub fn show(&mut self, row: usize) -> bool {
        let before = self.offset;
        // With the heading above it, where it has one.
        let top = self.block(row);
        let bottom = self.top(row) + f64::from(self.row);
        if top < self.offset {
            self.offset = top;
        } else if bottom > self.offset + f64::from(self.sight) {
            self.offset = bottom - f64::from(self.sight);
        }
        self.clamp();
        self.offset != before
    }

    /// The rows in sight, wholly or in part.
    pub fn visible(&self) -> Range<usize> {
        if self.row <= 0.0 || self.sight <= 0.0 {
            return 0..0;
        }
        if self.rows == 0 {
            return 0..0;
        }
        let end = self.offset + f64::from(self.sight);
        let last = self.block_at(end);
        let last = if self.block(last) < end {
            last + 1
        } else {
            last
        };
        self.block_at(self.offset)..last.min(self.rows)
    }

    /// The rows worth loading: those in sight and a page before and after, in steps of `step`, so that
    /// small movements ask for nothing new.
    pub fn wanted(&self, step: usize) -> Range<usize> {
        let visible = self.visible();
        if visible.is_empty() {
            return visible;
        }
        let page = visible.len();
        let step = step.max(1);
        let first = visible.start.saturating_sub(page) / step * step;
        let last = (visible.end + page).div_ceil(step) * step;
        first..last.min(self.rows)
    }

    /// The y of a row's top edge, relative to the part in sight.
    pub fn top_of(&self, row: usize) -> f32 {
        (self.top(row) - self.offset) as f32
    }

    /// The row at a y relative to the part in sight; none where a heading is.
    pub fn row_at(&self, y: f32) -> Option<usize> {
        if y < 0.0 || y >= self.sight || self.row <= 0.0 {
            return None;
        }
        let y = self.offset + f64::from(y);
        let row = self.block_at(y);
        let top = self.top(row);
        (row < self.rows && (top..top + f64::from(self.row)).contains(&y)).then_some(row)
    }

    /// Rows that fit whole, at least one.
    pub fn page(&self) -> usize {
        if self.row <= 0.0 {
            return 1;
        }
        ((self.sight / self.row).floor() as usize).max(1)
    }

    /// A part of a pixel that is another one wherever the list stands.
    pub fn hair(&self) -> f32 {
        // Places that are near or a round number of rows apart lie far apart by the golden ratio.
        (self.offset.abs() * 0.618_034 % 1.0) as f32 * HAIR
    }

    /// Top and height of the scrollbar's thumb, relative to the part in sight; none where all is seen.
    pub fn thumb(&self) -> Option<(f32, f32)> {
        if self.most() <= 0.0 {
            return None;
        }
        let share = f64::from(self.sight) / self.whole();
        let height = ((f64::from(self.sight) * share) as f32).max(THUMB.min(self.sight));
        let top = (self.offset / self.most()) as f32 * (self.sight - height);
        Some((top, height))
    }

    /// Moves so that the thumb's top is at `top`.
    pub fn drag_thumb(&mut self, top: f32) -> bool {
        let Some((_, height)) = self.thumb() else {
            return false;
        };
        let before = self.offset;
        let track = (self.sight - height).max(1.0);
        self.offset = f64::from(top / track) * self.most();
        self.clamp();
        self.offset != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(rows: usize, offset: f64) -> Scroll {
        let mut scroll = Scroll {
            rows,
            row: 68.0,
            sight: 500.0,
            offset,
            ..Scroll::default()
        };
        scroll.clamp();
        scroll
    }

    #[test]
    fn only_what_is_in_sight_counts() {
        assert_eq!(list(100_000, 0.0).visible(), 0..8);
        assert_eq!(list(100_000, 34.0).visible(), 0..8);
        assert_eq!(list(100_000, 68.0).visible(), 1..9);
        assert_eq!(list(3, 0.0).visible(), 0..3);
        assert_eq!(list(0, 0.0).visible(), 0..0);
        assert_eq!(list(100_000, 1e12).visible().end, 100_000);
        assert_eq!(list(100_000, 6800.0).wanted(50), 50..150);
    }

    #[test]
    fn a_row_is_shown_with_the_least_movement() {
        let mut scroll = list(1000, 0.0);
        assert!(!scroll.show(3));
        assert!(scroll.show(7));
        assert_eq!(scroll.offset, 8.0 * 68.0 - 500.0);
        assert!(scroll.show(0));
        assert_eq!(scroll.offset, 0.0);
        scroll.show(usize::MAX / 4096);
        assert_eq!(scroll.offset, scroll.most());
    }

    #[test]
    fn a_short_list_has_no_thumb() {
        assert_eq!(list(7, 0.0).thumb(), None);
        let (top, height) = list(100_000, 1e12).thumb().unwrap();
        assert_eq!(height, THUMB);
        assert!((top + height - 500.0).abs() < 0.01);
    }

    #[test]
    fn headings_take_room_above_their_rows() {
        let mut scroll = Scroll {
            heads: vec![0, 3],
            head: 26.0,
            ..list(100, 0.0)
        };
        assert_eq!(scroll.top_of(0), 26.0);
        assert_eq!(scroll.top_of(3), 3.0 * 68.0 + 52.0);
        assert_eq!(scroll.row_at(10.0), None);
        assert_eq!(scroll.row_at(30.0), Some(0));
        // The heading of the fourth row.
        assert_eq!(scroll.row_at(26.0 + 3.0 * 68.0 + 5.0), None);
        assert_eq!(scroll.row_at(26.0 + 3.0 * 68.0 + 27.0), Some(3));
        assert_eq!(scroll.visible(), 0..7);
        scroll.offset = 1000.0;
        // Whoever goes to the first row sees its heading too.
        assert!(scroll.show(0));
        assert_eq!(scroll.offset, 0.0);
        scroll.offset = f64::MAX;
        scroll.clamp();
        assert_eq!(scroll.visible().end, 100);
        assert_eq!(scroll.top_of(99) + 68.0, 500.0);
    }

    proptest! {
        #[test]
        fn every_place_is_of_one_row_or_a_heading(
            rows in 1usize..2000,
            heads in proptest::collection::btree_set(0usize..2000, 0..20),
            offset in 0f64..200_000.0,
            y in 0f32..500.0,
        ) {
            let heads: Vec<usize> = heads.into_iter().filter(|head| *head < rows).collect();
            let mut scroll = Scroll { heads, head: 26.0, ..list(rows, 0.0) };
            scroll.offset = offset;
            scroll.clamp();
            let visible = scroll.visible();
            if let Some(row) = scroll.row_at(y) {
                prop_assert!(visible.contains(&row));
                let top = scroll.top_of(row);
                prop_assert!(top <= y + 0.1 && y <= top + 68.1);
            }
            for row in visible {
                prop_assert!(scroll.top_of(row) < 526.0 && scroll.top_of(row) > -68.1);
            }
        }

        #[test]
        fn a_thumb_can_be_dragged_anywhere(rows in 8usize..1_000_000, top in -100f32..700.0) {
            let mut scroll = list(rows, 0.0);
            scroll.drag_thumb(top);
            prop_assert!(scroll.offset >= 0.0 && scroll.offset <= scroll.most());
            let visible = scroll.visible();
            prop_assert!(visible.end <= rows && visible.len() <= 9);
            for row in visible {
                let y = scroll.top_of(row).max(0.0);
                prop_assert_eq!(scroll.row_at(y + 0.6).is_some(), y + 0.6 < 500.0);
            }
        }
    }
}
