//! An append-only list that never moves what it holds, so that growing it copies nothing and wastes little.

/// Capacity of the first chunk; each of the next seven doubles, and all later ones hold [`LARGE`] rows.
const FIRST: usize = 4;
const DOUBLINGS: usize = 8;
const LARGE: usize = FIRST << DOUBLINGS;
/// Rows before the first large chunk: 4 + 8 + … + 512.
const SMALL_ROWS: usize = FIRST * ((1 << DOUBLINGS) - 1);

/// Rows of a `Copy` type, by index.
#[derive(Debug, Clone)]
pub struct Rows<T> {
    chunks: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

/// The chunk of a row, and where in it.
const fn locate(index: usize) -> (usize, usize) {
    if index < SMALL_ROWS {
        let chunk = (index / FIRST + 1).ilog2() as usize;
        (chunk, index - FIRST * ((1 << chunk) - 1))
    } else {
        let rest = index - SMALL_ROWS;
        (DOUBLINGS + rest / LARGE, rest % LARGE)
    }
}

impl<T: Copy> Rows<T> {
    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends a row.
    #[inline]
    pub fn push(&mut self, row: T) {
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < chunk.capacity() => chunk.push(row),
            _ => {
                let capacity = FIRST << self.chunks.len().min(DOUBLINGS);
                let mut chunk = Vec::with_capacity(capacity);
                chunk.push(row);
                self.chunks.push(chunk);
            }
        }
        self.len += 1;
    }

    /// The row at `index`.
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> Option<T> {
        let (chunk, at) = locate(index);
        self.chunks.get(chunk)?.get(at).copied()
    }

    /// The row at `index`, to change.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let (chunk, at) = locate(index);
        self.chunks.get_mut(chunk)?.get_mut(at)
    }

    /// The last row.
    #[must_use]
    pub fn last(&self) -> Option<T> {
        self.chunks.last()?.last().copied()
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.chunks.iter().flatten().copied()
    }

    /// The first index whose row does not satisfy `before`, rows being sorted by it.
    #[must_use]
    pub fn partition_point(&self, mut before: impl FnMut(T) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low.midpoint(high);
            match self.get(middle) {
                Some(row) if before(row) => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_where_it_was_put() {
        let mut rows = Rows::default();
        for i in 0..5000_u32 {
            assert_eq!(rows.get(i as usize), None);
            rows.push(i);
            assert_eq!(rows.get(i as usize), Some(i));
        }
        assert_eq!(rows.len(), 5000);
        assert!(rows.iter().eq(0..5000));
        for (at, expect) in [(0, 0), (3, 3), (4999, 4999), (9999, 5000)] {
            assert_eq!(rows.partition_point(|row| row < at), expect);
        }
    }
}
