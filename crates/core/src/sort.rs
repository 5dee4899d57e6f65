//! Sorting, all through one routine: every type that the standard library sorts is a copy of its code in the module that
//! browsers download, some 3 KB each.

/// Sorts by a key, stably. Asks for each key once.
pub(crate) fn by<T>(items: &mut [T], key: impl Fn(&T) -> u64) {
    let mut places = keyed(items.iter().map(key));
    for i in 0..places.len() {
        // What stood at a place already filled is where it was swapped to.
        let mut from = places[i].at;
        while (from as usize) < i {
            from = places[from as usize].at;
        }
        places[i].at = from;
        items.swap(i, from as usize);
    }
}

/// A key and the place where it was.
#[derive(Clone, Copy)]
pub(crate) struct Keyed {
    /// The halves of the key: a whole one would take room for a second place.
    high: u32,
    low: u32,
    pub(crate) at: u32,
}

impl Keyed {
    pub(crate) fn key(self) -> u64 {
        u64::from(self.high) << 32 | u64::from(self.low)
    }
}

/// Keys in order; equal ones in the order of their places.
pub(crate) fn keyed(keys: impl Iterator<Item = u64>) -> Vec<Keyed> {
    let keyed = |(key, at): (u64, u32)| Keyed { high: (key >> 32) as u32, low: key as u32, at };
    let mut places: Vec<Keyed> = keys.zip(0..).map(keyed).collect();
    order(&mut places);
    places
}

/// The one copy of the library's sorting.
#[inline(never)]
fn order(places: &mut [Keyed]) {
    places.sort_unstable_by_key(|place| (place.key(), place.at));
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
