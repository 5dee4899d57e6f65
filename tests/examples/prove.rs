//! What `cargo xtask prove` runs, built for speed:
//!
//! - `prove laws` prints each law's name and whether it runs the whole analysis;
//! - `prove inputs DIR` writes for each law its seeds to `DIR/LAW/` and its dictionary to `DIR/LAW.dict`;
//! - `prove shapes DIR WITHIN BEYOND` writes each hostile shape to a file of its own in `DIR/within` or `DIR/beyond`, by what
//!   is promised of its memory, in those many bytes;
//! - `prove documents DIR COUNT` writes that many texts of every kind of character, put together at random but the same
//!   every time, and beside each the JSON of its analysis;
//! - `prove linear MOST FACTOR [SHAPE…]` reads each shape from 10 KB to MOST bytes, each time twice as long, and prints a row
//!   of Markdown: how many times as long twice the text takes at most, by a text and one eight times as long, as a single
//!   step is also taken where what is read outgrows one of the processor's memories; and the memory, whose pointers are
//!   twice as long as those of the module in a page. Fails where twice the text takes above FACTOR times as long.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;
use wenheng_core::{Analyzer, Options, export};
use wenheng_tests::laws::LAWS;
use wenheng_tests::memory::{Counter, measured};
use wenheng_tests::pieces;
use wenheng_tests::seeds::seeds;
use wenheng_tests::shapes::{BEYOND, Shape, WITHIN};

#[global_allocator]
static ALLOCATOR: Counter = Counter;

/// The processor time of this process, which other processes change little.
#[cfg(unix)]
fn now() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(spent).expect("no process has spent less than none")
}

/// The clock's time, as the system does not say more.
#[cfg(not(unix))]
fn now() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        ["laws"] => {
            LAWS.iter().for_each(|law| println!("{} {}", law.name, law.whole));
            Ok(())
        }
        ["inputs", folder] => inputs(Path::new(folder)),
        ["shapes", folder, within, beyond] => {
            for (name, shapes, bytes) in [("within", WITHIN, within), ("beyond", BEYOND, beyond)] {
                write_shapes(&Path::new(folder).join(name), shapes, bytes.parse().expect("a number of bytes"))?;
            }
            Ok(())
        }
        ["documents", folder, count] => documents(Path::new(folder), count.parse().expect("a number of texts")),
        ["linear", most, factor, ref only @ ..] => {
            linear(most.parse().expect("a number of bytes"), factor.parse().expect("a ratio"), only);
            Ok(())
        }
        _ => panic!("usage: see the head of this file"),
    }
}

fn inputs(folder: &Path) -> std::io::Result<()> {
    for law in LAWS {
        let corpus = folder.join(law.name);
        std::fs::create_dir_all(&corpus)?;
        for (number, seed) in seeds(law).iter().enumerate() {
            std::fs::write(corpus.join(format!("seed-{number:03}")), seed)?;
        }
        let mut dictionary = String::new();
        for piece in law.pieces {
            let bytes = piece.bytes().fold(String::new(), |mut text, byte| {
                write!(text, "\\x{byte:02x}").expect("a string takes it");
                text
            });
            writeln!(dictionary, "\"{bytes}\"").expect("a string takes it");
        }
        std::fs::write(folder.join(law.name).with_extension("dict"), dictionary)?;
    }
    Ok(())
}

fn write_shapes(folder: &Path, shapes: &[Shape], bytes: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for shape in shapes {
        std::fs::write(folder.join(shape.name), shape.text(bytes))?;
    }
    Ok(())
}

/// What offsets go wrong at: characters outside the basic plane, joined and combining ones, line ends, what is repaired.
const CHARACTERS: &[&str] = &[
    "𠮷",
    "𪚥",
    "😀",
    "👨\u{200d}👩\u{200d}👧",
    "🇨🇳",
    "e\u{301}",
    "\u{304}",
    "\r\n",
    "\n",
    "\r",
    "\u{feff}",
    "\u{200b}",
    "\u{ad}",
    "\u{fffd}",
    "\u{e000}",
    "\u{10ffff}",
    "⼯",
    "\u{f9b5}",
    "\u{2f81a}",
    "　",
    "é",
    "a",
];

fn documents(folder: &Path, count: u64) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for number in 0..count {
        let mut state = 0x9E37_79B9_7F4A_7C15 ^ number.wrapping_mul(0xD134_2543_DE82_EF95) | 1;
        // xorshift
        let mut below = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below as u64) as usize
        };
        let mut text = String::from("甲");
        for _ in 0..20 + below(300) {
            let pieces = [CHARACTERS, pieces::TEXT, pieces::DAMAGE, pieces::CHECKS, pieces::OUTLINE][below(5)];
            text.push_str(pieces[below(pieces.len())]);
        }
        let name = format!("{number}.txt");
        let options = Options { name: Some(name.clone()), emit_words: true, ..Options::default() };
        let analysis = wenheng_tests::analyze(text.as_bytes(), &options).expect("text");
        std::fs::write(folder.join(&name), &text)?;
        std::fs::write(folder.join(format!("{number}.json")), export::json(&analysis))?;
    }
    Ok(())
}

/// A time is the least of so many measurements, each at least so long.
const BATCHES: usize = 3;
const BATCH: Duration = Duration::from_millis(60);

/// Below this many seconds what every document costs, whatever its length, is a part of the time that is seen.
const LEAST: f64 = 0.002;

/// Two times too far apart are measured so many times again, and the least of each counts: what the machine did beside
/// passes, what the text costs stays.
const AGAIN: usize = 5;

fn linear(most: usize, factor: f64, only: &[&str]) {
    let mut failed = Vec::new();
    println!(
        "| shape | bytes | seconds | MB/s | most for twice | at | memory |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for shape in WITHIN.iter().chain(BEYOND).filter(|shape| only.is_empty() || only.contains(&shape.name)) {
        let (mut times, mut memory, mut bytes) = (Vec::<(usize, f64)>::new(), 0.0_f64, 10_000);
        loop {
            let (mut seconds, peak) = measure(shape.text(bytes));
            // What the lexicon's words take does not grow.
            if bytes >= 1_000_000 {
                memory = memory.max(peak as f64 / bytes as f64);
            }
            if let Some((before, last)) = times.last_mut() {
                for _ in 0..AGAIN {
                    if seconds <= LEAST || seconds <= *last * factor {
                        break;
                    }
                    *last = last.min(measure(shape.text(*before)).0);
                    seconds = seconds.min(measure(shape.text(bytes)).0);
                }
            }
            times.push((bytes, seconds));
            if bytes >= most || seconds > 60.0 {
                break;
            }
            bytes = (bytes * 2).min(most);
        }
        let seen = times.windows(4).filter(|four| four[3].1 > LEAST).map(|four| (doubled(four[0], four[3]), four[3].0));
        let (worst, at) = seen.max_by(|one, other| one.0.total_cmp(&other.0)).unwrap_or((0.0, 0));
        let &(bytes, seconds) = times.last().expect("one size at least");
        let speed = bytes as f64 / seconds / 1e6;
        println!("| {} | {bytes} | {seconds:.3} | {speed:.1} | {worst:.2} | {at} | {memory:.1} × |", shape.name);
        if worst > factor {
            failed.push(shape.name);
        }
    }
    assert!(failed.is_empty(), "not linear: {failed:?}");
}

/// How many times as long twice the text takes, by two sizes far apart and their times.
fn doubled((bytes, seconds): (usize, f64), (more, longer): (usize, f64)) -> f64 {
    ((longer / seconds).ln() / (more as f64 / bytes as f64).log2()).exp()
}

/// The seconds of processor time that reading `text` takes, and the most memory at once, the text's own included.
fn measure(text: String) -> (f64, usize) {
    let (mut least, mut most) = (f64::MAX, 0);
    for _ in 0..BATCHES {
        let (mut spent, mut done) = (Duration::ZERO, 0);
        // What is quick is done again and again.
        while done == 0 || spent < BATCH {
            let mut analyzer = Analyzer::new(wenheng_lexicon::builtin());
            let input = text.clone().into_bytes();
            let own = input.len();
            let (time, beside) = measured(|| {
                let start = now();
                let read = analyzer.analyze(input, &Options::default());
                let time = now() - start;
                drop(read);
                time
            });
            spent += time;
            most = most.max(own + beside);
            done += 1;
        }
        least = least.min(spent.as_secs_f64() / f64::from(done));
        if spent > 4 * BATCH {
            break;
        }
    }
    (least, most)
}
