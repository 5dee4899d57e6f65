//! How long each stage of the analysis of a file takes on this machine: `cargo xtask bench` prints it.

use std::time::{Duration, Instant};
use wenheng_core::{Analyzer, Options, Stage};

const RUNS: usize = 101;

fn main() {
    let path = std::env::args().nth(1).expect("a file to analyse");
    let bytes = std::fs::read(&path).expect("a file that can be read");
    let mut analyzer = Analyzer::new(wenheng_lexicon::builtin());
    let mut samples: Vec<(Stage, Vec<Duration>)> = Vec::new();
    // The first run learns the words.
    for run in 0..=RUNS {
        let mut begun: Vec<(Stage, Instant)> = Vec::new();
        let read =
            analyzer.analyze_staged(&bytes[..], &Options::default(), |stage| begun.push((stage, Instant::now())));
        let end = Instant::now();
        read.expect("a document that can be read");
        let ends = begun.iter().skip(1).map(|&(_, start)| start).chain([end]);
        for (&(stage, start), end) in begun.iter().zip(ends).filter(|_| run > 0) {
            match samples.iter_mut().find(|(known, _)| *known == stage) {
                Some((_, samples)) => samples.push(end - start),
                None => samples.push((stage, vec![end - start])),
            }
        }
    }
    let medians = samples.iter_mut().map(|(stage, samples)| {
        samples.sort_unstable();
        (*stage, samples[samples.len() / 2])
    });
    let medians: Vec<_> = medians.collect();
    let all: Duration = medians.iter().map(|(_, median)| median).sum();
    println!("\nStages of the analysis of {} KB, natively (medians of {RUNS} runs)", bytes.len() / 1000);
    for (stage, median) in &medians {
        let share = 100.0 * median.as_secs_f64() / all.as_secs_f64();
        println!("{:<12}{:>9.0} µs{share:>7.1} %", format!("{stage:?}"), median.as_secs_f64() * 1e6);
    }
    println!("{:<12}{:>9.0} µs", "all", all.as_secs_f64() * 1e6);
}
