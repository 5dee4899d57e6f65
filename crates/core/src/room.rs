//! Room for lists that a text fills from its beginning to its end.

/// Makes room for `more` items in a list that `read` of the text's `all` bytes have filled so far, and for as many as the
/// rest will bring, should it bring them as the beginning did.
///
/// A list that doubles holds thrice its items while it grows; this one doubles through the first sixteenth of the text only,
/// and then takes little more than it will have. Should the rest bring more than that, it grows by an eighth and more.
pub(crate) fn reserve<T>(list: &mut Vec<T>, more: usize, read: usize, all: usize) {
    if list.capacity() - list.len() < more {
        list.reserve_exact(wanted(list.len(), more, read, all));
    }
}

/// As [`reserve`], for `more` bytes of a text that is written while another is read.
pub(crate) fn reserve_text(written: &mut String, more: usize, read: usize, all: usize) {
    if written.capacity() - written.len() < more {
        written.reserve_exact(wanted(written.len(), more, read, all));
    }
}

/// The room to take where a list of `len` items has none for `more`.
#[inline(never)]
fn wanted(len: usize, more: usize, read: usize, all: usize) -> usize {
    let (len, rest) = (len + more, all.saturating_sub(read));
    let expected = len as u128 * rest as u128 / read.max(1) as u128;
    let expected = usize::try_from(expected + expected / 64).unwrap_or(usize::MAX);
    // A small beginning says little of the rest, and no byte brings more than an item.
    let most = if read < all / 16 { len } else { rest };
    more + expected.min(most).max(len / 8).min(rest)
}

/// Adds an item that ends where `read` of the text's `all` bytes are read: see [`reserve`].
pub(crate) fn push<T>(list: &mut Vec<T>, item: T, read: usize, all: usize) {
    reserve(list, 1, read, all);
    list.push(item);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The most room taken at once, in items, and how often the list grew.
    fn filled(ends: impl Iterator<Item = usize>, all: usize) -> (usize, usize) {
        let (mut list, mut most, mut grown) = (Vec::new(), 0, 0);
        for end in ends {
            let before = list.capacity();
            push(&mut list, end, end, all);
            if list.capacity() != before {
                most = most.max(before + list.capacity());
                grown += 1;
            }
        }
        (most, grown)
    }

    #[test]
    fn an_even_text_takes_little_more_than_it_needs() {
        let (all, each) = (3_000_000, 3);
        let items = all / each;
        let (most, grown) = filled((1..=items).map(|nth| nth * each), all);
        assert!(most < items * 6 / 5 && grown < 24, "{most} of {items}, grown {grown} times");
    }

    #[test]
    fn a_text_that_turns_dense_or_empty_is_bounded_too() {
        let all = 3_000_000;
        let (most, grown) = filled((all / 2..all).step_by(3), all);
        assert!(most < all / 6 * 5 / 2 && grown < 60, "{most}, grown {grown} times");
        let (most, _) = filled((1..all / 2).step_by(3), all);
        assert!(most < all / 3 * 3 / 2, "{most}");
        assert_eq!(filled(std::iter::once(0), 0).1, 1);
    }
}
