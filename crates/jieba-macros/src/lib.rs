//! Stands in for the macro of the same name that jieba-rs takes its model of unknown words from: the same numbers from the
//! same file, 50 KB smaller (brotli) in the module that browsers download.
//!
//! The model has 35,000 probabilities and 9,000 different ones. Written as doubles, none of which compresses, they weigh
//! 102 KB. Here each is the place of its value in a table, and the values, which have six decimals, are
//! millionths. They are unpacked when the first unknown word is met.

use proc_macro::TokenStream;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What jieba-rs asks the model for.
const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FD5;
/// The states of a character: begin, end, middle, single.
const STATES: usize = 4;

/// Makes the tables of `hmm.rs` in jieba-rs.
///
/// # Panics
/// Where the model is not what it says, which is when jieba-rs is compiled.
#[proc_macro]
pub fn generate_hmm_data(_input: TokenStream) -> TokenStream {
    let mut lines = include_str!("hmm.model").lines().filter(|line| !line.starts_with('#'));
    let mut list = || lines.next().expect("a line of the model").replace(' ', ", ");
    let initial = list();
    let transitions: Vec<String> = (0..STATES).map(|_| format!("[{}]", list())).collect();
    let states: Vec<BTreeMap<u32, i64>> = lines.take(STATES).map(emissions).collect();
    let chars = || states.iter().flat_map(|state| state.keys().copied());
    let (min, max) = (chars().min().expect("a character"), chars().max().expect("a character"));
    let packed = pack(&states, min, max);

    let mut code = String::new();
    write!(
        code,
        r#"
        pub const HMM_HAN_MIN: char = '\u{{{FIRST:X}}}';
        pub const HMM_HAN_MAX: char = '\u{{{LAST:X}}}';
        pub const EMIT_MIN_CHAR: u32 = {min};
        pub const EMIT_NONE: u16 = u16::MAX;
        pub static INITIAL_PROBS: [f64; {STATES}] = [{initial}];
        pub static TRANS_PROBS: [[f64; {STATES}]; {STATES}] = [{}];
        pub static EMIT_INDEX: std::sync::LazyLock<&[u16]> = std::sync::LazyLock::new(|| &EMISSIONS.0);
        pub static EMIT_PROBS: std::sync::LazyLock<&[[f64; {STATES}]]> = std::sync::LazyLock::new(|| &EMISSIONS.1);
        static EMISSIONS: std::sync::LazyLock<(Vec<u16>, Vec<[f64; {STATES}]>)> = std::sync::LazyLock::new(|| {{
            unpack(&[{}], {})
        }});
        "#,
        transitions.join(", "),
        packed.iter().map(u8::to_string).collect::<Vec<_>>().join(","),
        max - min + 1,
    )
    .expect("a string takes it");
    code.push_str(UNPACK);
    code.parse().expect("Rust")
}

/// The characters of one state that can be asked for, each with its logarithm in millionths.
fn emissions(line: &str) -> BTreeMap<u32, i64> {
    let pairs = line.split(',').map(|pair| {
        let (ch, log) = pair.split_once(':').expect("a character and its logarithm");
        let log: f64 = log.parse().expect("a number");
        let millionths = (log * 1e6).round() as i64;
        assert!(millionths as f64 / 1e6 == log, "{log} has more than six decimals");
        (u32::from(ch.chars().next().expect("a character")), millionths)
    });
    pairs.filter(|(ch, _)| (FIRST..=LAST).contains(ch)).collect()
}

/// The states in which each character occurs, a byte for each of `min..=max`. Then for each state: how many values it has,
/// in two bytes, each value less the one below it in seven bits a byte, and the places of its characters' values: all high
/// bytes, all low bytes.
fn pack(states: &[BTreeMap<u32, i64>], min: u32, max: u32) -> Vec<u8> {
    let mut out: Vec<u8> = (min..=max)
        .map(|ch| (0..).zip(states).fold(0, |mask, (bit, state)| mask | u8::from(state.contains_key(&ch)) << bit))
        .collect();
    for state in states {
        let values: BTreeSet<i64> = state.values().copied().collect();
        out.extend(u16::try_from(values.len()).expect("few values").to_le_bytes());
        let mut below = -20_000_000;
        for &value in &values {
            let mut step = u64::try_from(value - below).expect("no logarithm is lower");
            while step >= 0x80 {
                out.push(step as u8 | 0x80);
                step >>= 7;
            }
            out.push(step as u8);
            below = value;
        }
        let places: BTreeMap<i64, u16> = values.into_iter().zip(0..).collect();
        let places: Vec<[u8; 2]> = state.values().map(|value| places[value].to_be_bytes()).collect();
        out.extend(places.iter().map(|place| place[0]));
        out.extend(places.iter().map(|place| place[1]));
    }
    out
}

/// The counterpart of [`pack`], in the crate that asks.
const UNPACK: &str = r#"
fn unpack(packed: &[u8], chars: usize) -> (Vec<u16>, Vec<[f64; NUM_STATES]>) {
    let (masks, mut rest) = packed.split_at(chars);
    let rows = masks.iter().filter(|&&mask| mask != 0).count();
    let mut index = Vec::with_capacity(chars);
    let mut row = 0;
    for &mask in masks {
        index.push(if mask == 0 { EMIT_NONE } else { row });
        row += u16::from(mask != 0);
    }
    let mut probs = vec![[MIN_FLOAT; NUM_STATES]; rows];
    for state in 0..NUM_STATES {
        let count = usize::from(u16::from_le_bytes([rest[0], rest[1]]));
        rest = &rest[2..];
        let mut value = -20_000_000_i64;
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            let (mut step, mut shift) = (0, 0);
            loop {
                let byte = rest[0];
                rest = &rest[1..];
                step |= i64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            value += step;
            values.push(value as f64 / 1e6);
        }
        let present = || masks.iter().filter(|&&mask| mask != 0).enumerate().filter(|(_, mask)| **mask >> state & 1 == 1);
        let characters = present().count();
        for (place, (row, _)) in present().enumerate() {
            let value = u16::from_be_bytes([rest[place], rest[characters + place]]);
            probs[row][state] = values[usize::from(value)];
        }
        rest = &rest[2 * characters..];
    }
    (index, probs)
}
"#;
