//! Strip: one cell for each target, ordered by status.

use crate::Size;
use crate::ink::Kind;
use crate::pen::{Anchor, Pen, Role, canvas};
use crate::width::{width, wrap};
use domain::status::Tone;
use serde::{Deserialize, Serialize};

const GAP: f64 = 2.0;
const LINE: f64 = 18.0;
/// Least room between two groups.
const BETWEEN: f64 = 16.0;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strip {
    pub groups: Vec<Group>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub tone: Tone,
    /// The status's words: "đúng tiến độ".
    pub words: String,
    /// Address of the list of these targets.
    pub href: Option<String>,
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The target's name, shown under the pointer.
    pub label: String,
    pub href: Option<String>,
}

/// Cells of one group: `across` in a line, each `width` × `height`.
#[derive(Clone, Copy)]
struct Grid {
    across: usize,
    width: f64,
    height: f64,
}

impl Grid {
    fn size(self, count: usize) -> (f64, f64) {
        let (across, lines) = (self.across.min(count), count.div_ceil(self.across.max(1)));
        ((across as f64 * (self.width + GAP) - GAP).max(0.0), (lines as f64 * (self.height + GAP) - GAP).max(0.0))
    }
}

impl Group {
    fn count(&self) -> String {
        self.cells.len().to_string()
    }

    /// Room for glyph and count above the words.
    fn words_width(&self) -> f64 {
        width(&self.words, Kind::Row.face()).max(22.0 + width(&self.count(), Kind::Count.face()))
    }

    fn cells(&self, pen: &Pen<'_>, (x, y): (f64, f64), grid: Grid) {
        for (i, cell) in self.cells.iter().enumerate() {
            let at = (x + (i % grid.across) as f64 * (grid.width + GAP), y + (i / grid.across) as f64 * (grid.height + GAP));
            pen.link(cell.href.as_deref(), &cell.label, true, || match self.tone {
                Tone::None => hatch(pen, at, grid.width, grid.height),
                tone => pen.rect(Kind::Fill.of(tone), at, grid.width, grid.height),
            });
        }
    }
}

/// An outline with slanted lines 4 px apart: never solid, never empty.
fn hatch(pen: &Pen<'_>, (x, y): (f64, f64), w: f64, h: f64) {
    pen.rect(Kind::NoData, (x + 0.5, y + 0.5), w - 1.0, h - 1.0);
    let mut sum = 6.0;
    while sum < w + h - 2.0 {
        let (right, down) = (sum.min(w - 1.0), sum.min(h - 1.0));
        pen.line(Kind::Hatch, &[(x + right, y + sum - right), (x + sum - down, y + down)]);
        sum += 6.0;
    }
}

impl Strip {
    fn sentence(&self) -> String {
        let total: usize = self.groups.iter().map(|group| group.cells.len()).sum();
        let parts: Vec<_> = self.groups.iter().map(|group| format!("{} {}", group.cells.len(), group.words)).collect();
        format!("Trạng thái của {total} mục tiêu: {}", parts.join(", "))
    }

    pub(crate) fn draw(&self, size: Size) -> String {
        match size.pick(self.side_by_side(), None) {
            Some((grids, gap)) => self.draw_row(size, &grids, gap),
            None => self.draw_stack(size),
        }
    }

    /// The largest cells with which all groups fit beside each other in 936 px, and the room between groups.
    fn side_by_side(&self) -> Option<(Vec<Grid>, f64)> {
        let gaps = self.groups.len().saturating_sub(1) as f64;
        for lines in 1..=4 {
            for width in (8..=25).rev() {
                let grid = |group: &Group| Grid { across: group.cells.len().div_ceil(lines).max(1), width: f64::from(width), height: 30.0 };
                let grids: Vec<_> = self.groups.iter().map(grid).collect();
                let used: f64 = self.groups.iter().zip(&grids).map(|(group, grid)| Self::group_width(group, *grid)).sum();
                if used + gaps * BETWEEN <= 936.0 {
                    let gap = if gaps > 0.0 { ((936.0 - used) / gaps).min(40.0) } else { 0.0 };
                    return Some((grids, gap));
                }
            }
        }
        None
    }

    fn group_width(group: &Group, grid: Grid) -> f64 {
        grid.size(group.cells.len()).0.max(group.words_width())
    }

    fn draw_row(&self, size: Size, grids: &[Grid], gap: f64) -> String {
        let pairs = || self.groups.iter().zip(grids);
        let height = 60.0 + pairs().map(|(group, grid)| grid.size(group.cells.len()).1).fold(0.0, f64::max);
        canvas(936.0, height, size.class(), Role::Group, &self.sentence(), |pen| {
            let mut x = 0.0;
            for (group, grid) in pairs() {
                pen.link(group.href.as_deref(), "", false, || {
                    pen.rect(Kind::Hit, (x, 0.0), group.words_width(), 54.0);
                    pen.glyph(group.tone, (x, 9.0));
                    pen.text(Kind::Count, Anchor::Start, (x + 22.0, 26.0), &group.count());
                    pen.text(Kind::Row, Anchor::Start, (x, 48.0), &group.words);
                });
                group.cells(pen, (x, 60.0), *grid);
                x += Self::group_width(group, *grid) + gap;
            }
        })
    }

    /// One row for each group, high enough for a finger.
    fn draw_stack(&self, size: Size) -> String {
        let (wide, face) = (size.pick(936.0, 358.0), Kind::Row.face());
        let counts = self.groups.iter().map(|group| width(&group.count(), Kind::RowBold.face())).fold(0.0, f64::max);
        let words: Vec<_> = self.groups.iter().map(|group| wrap(&group.words, face, wide / 2.0)).collect();
        let widest = words.iter().flatten().map(|line| width(line, face)).fold(0.0, f64::max);
        let left = (30.0 + counts + widest + 12.0).ceil();
        let across = (((wide - left + GAP) / (10.0 + GAP)).floor() as usize).max(1);
        let grid = Grid { across, width: 10.0, height: 20.0 };
        let cells_height = |group: &Group| grid.size(group.cells.len()).1;
        let height = |(group, lines): (&Group, &Vec<String>)| cells_height(group).max(lines.len() as f64 * LINE).max(32.0) + 12.0;
        let heights: Vec<_> = self.groups.iter().zip(&words).map(height).collect();
        canvas(wide, heights.iter().sum(), size.class(), Role::Group, &self.sentence(), |pen| {
            let mut y = 0.0;
            for ((group, lines), height) in self.groups.iter().zip(&words).zip(&heights) {
                let middle = y + height / 2.0;
                pen.link(group.href.as_deref(), "", false, || {
                    pen.rect(Kind::Hit, (0.0, y), left - 4.0, *height);
                    pen.glyph(group.tone, (0.0, middle - 7.0));
                    pen.text(Kind::RowBold, Anchor::End, (22.0 + counts, middle + 5.0), &group.count());
                    let first = middle + 5.0 - (lines.len() - 1) as f64 / 2.0 * LINE;
                    for (i, line) in lines.iter().enumerate() {
                        pen.text(Kind::Row, Anchor::Start, (30.0 + counts, first + i as f64 * LINE), line);
                    }
                });
                group.cells(pen, (left, middle - cells_height(group) / 2.0), grid);
                y += height;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(tone: Tone, words: &str, count: usize) -> Group {
        let cells = (0..count).map(|i| Cell { label: format!("Mục tiêu {i}"), href: Some(format!("/m/{i}")) }).collect();
        Group { tone, words: words.into(), href: Some("/m".into()), cells }
    }

    #[test]
    fn one_cell_for_each_target() {
        let strip = Strip {
            groups: vec![group(Tone::Met, "đạt", 8), group(Tone::On, "đúng tiến độ", 19), group(Tone::None, "chưa có số liệu", 3)],
        };
        for size in [Size::Wide, Size::Narrow] {
            let svg = strip.draw(size);
            assert_eq!(svg.matches(r#"tabindex="-1""#).count(), 30);
            assert_eq!(svg.matches(r#"class="nodata""#).count(), 3);
            assert!(svg.contains("Trạng thái của 30 mục tiêu: 8 đạt, 19 đúng tiến độ, 3 chưa có số liệu"));
        }
        // Wide cells keep 25 × 30 with 2 between: 8 · 27 − 2 = 214, 19 · 27 − 2 = 511; both fit.
        let (grids, _) = strip.side_by_side().expect("fits");
        assert_eq!(grids[1].size(19), (511.0, 30.0));
    }

    #[test]
    fn many_targets_make_smaller_cells_then_more_lines() {
        let many = Strip { groups: vec![group(Tone::Met, "đạt", 300), group(Tone::Risk, "chậm", 60)] };
        let (grids, _) = many.side_by_side().expect("fits");
        assert!(grids[0].across < 300 && grids[0].width >= 8.0);
        assert!(Strip { groups: vec![] }.draw(Size::Wide).contains("</svg>"));
        assert!(Strip { groups: vec![group(Tone::Late, "rất chậm", 0)] }.draw(Size::Narrow).contains(">0</text>"));
    }
}
