//! Sorting, all through one routine: every type that the standard library sorts is a copy of its code in the module that
//! browsers download, some 3 KB each.

/// Sorts by a key, stably. Asks for each key once.
pub(crate) fn by<T>(items: &mut [T], key: impl Fn(&T) -> u64) {
    let mut places = keyed(items.iter().map(key));
    for i in 0..places.len() {
        // What stood at a place already filled is where it was swapped to.
        let mut from = places[i].1;
        while (from as usize) < i {
            from = places[from as usize].1;
        }
        places[i].1 = from;
        items.swap(i, from as usize);
    }
}

/// Keys in order, each with the place where it was.
pub(crate) fn keyed(keys: impl Iterator<Item = u64>) -> Vec<(u64, u32)> {
    let mut places: Vec<(u64, u32)> = keys.zip(0..).collect();
    places.sort_unstable();
    places
}

/// A key that puts the highest score first.
pub(crate) fn falling(score: f32) -> u64 {
    let bits = score.to_bits();
    // The order of `f32::total_cmp`: negative numbers stand backwards and below the others.
    u64::from(if score.is_sign_negative() { bits } else { !bits & !(1 << 31) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_standard_library() {
        let mut random = 88172645463325252_u64;
        for len in 0..200 {
            let mut items: Vec<(u64, usize)> = (0..len)
                .map(|number| {
                    random ^= random << 13;
                    random ^= random >> 7;
                    random ^= random << 17;
                    (random % 40, number)
                })
                .collect();
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            by(&mut items, |item| item.0);
            assert_eq!(items, expected);
        }
    }

    #[test]
    fn the_highest_score_comes_first() {
        let mut scores = [-1.5, 3.0, f32::NEG_INFINITY, 0.0, -0.0, f32::INFINITY, 2.5, -1e30];
        let mut expected = scores;
        expected.sort_by(|one, other| other.total_cmp(one));
        by(&mut scores, |&score| falling(score));
        assert_eq!(scores.map(f32::to_bits), expected.map(f32::to_bits));
    }
}
