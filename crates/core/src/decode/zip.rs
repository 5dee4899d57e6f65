//! The members of a ZIP archive, inflated as they are read and never more than they say.

use super::foreign::{self, InputError, Part};
use crc::{CRC_32_ISO_HDLC, Crc, Digest, Table};
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};
use rawzip::{CompressionMethod, ZipArchive};
use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// The most members of an archive. A document has some dozens.
const MEMBERS: usize = 4096;

/// The most bytes of one member, inflated. The text of a report is a tenth of its XML.
const MEMBER_BYTES: u64 = 40_000_000;

/// The most bytes of all members that are read, inflated.
const TOTAL_BYTES: u64 = 64_000_000;

/// The most that a member of more than [`SMALL`] bytes may grow. XML of documents grows ten to forty times.
const RATIO: u64 = 200;
const SMALL: u64 = 1_000_000;

const BUFFER: usize = 1 << 14;

/// With the smallest table: larger ones cannot be compressed, and would be downloaded by everybody.
static CRC: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC);

/// A ZIP archive whose directory holds.
pub(super) struct Package<'b> {
    members: Vec<Entry<'b>>,
    /// What may still be inflated.
    budget: Cell<u64>,
}

struct Entry<'b> {
    name: Vec<u8>,
    data: &'b [u8],
    method: CompressionMethod,
    encrypted: bool,
    size: u64,
    crc: u32,
}

impl<'b> Package<'b> {
    /// Reads the directory of the archive that `bytes` are.
    ///
    /// # Errors
    /// When it is cut off, or contradicts the members or has them overlap; and an archive of thousands of files.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, InputError> {
        Self::read(bytes).unwrap_or(Err(InputError::Damaged { part: Part::Directory }))
    }

    fn read(bytes: &'b [u8]) -> Result<Result<Self, InputError>, rawzip::Error> {
        let damaged = Ok(Err(InputError::Damaged { part: Part::Directory }));
        let archive = ZipArchive::from_slice(bytes)?;
        let (mut members, mut places) = (Vec::new(), Vec::<(u64, u64)>::new());
        let mut entries = archive.entries();
        while let Some(record) = entries.next_entry()? {
            if members.len() == MEMBERS {
                return Ok(Err(foreign::package(std::iter::empty())));
            }
            let entry = archive.get_entry(record.wayfinder())?;
            let name = record.file_path().as_ref().to_vec();
            let (from, to) = entry.compressed_data_range();
            let Some(data) = bytes.get(from as usize..to as usize) else { return damaged };
            if entry.local_header().file_path().as_ref() != name {
                return damaged;
            }
            places.push((record.local_header_offset(), to));
            members.push(Entry {
                name,
                data,
                method: record.compression_method(),
                encrypted: record.flags().is_encrypted(),
                size: record.uncompressed_size_hint(),
                crc: record.crc32(),
            });
        }
        // Each pair is looked at: thousands of members at most, and no code for sorting.
        let apart = |(a, b): ((u64, u64), (u64, u64))| a.1 <= b.0 || b.1 <= a.0;
        let behind = |i: usize| places[i + 1..].iter().copied();
        if !(places.iter().enumerate()).all(|(i, &place)| behind(i).all(|other| apart((place, other))))
            || places.iter().any(|place| place.1 > archive.directory_offset())
        {
            return damaged;
        }
        Ok(Ok(Self { members, budget: Cell::new(TOTAL_BYTES) }))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &[u8]> + Clone {
        self.members.iter().map(|member| member.name.as_slice())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names().any(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    }

    /// The member `name`, which is a `part` of the document; `None` where there is none.
    ///
    /// # Errors
    /// When it is encrypted, larger than the limits, or packed in a way that documents are not.
    pub(super) fn member(&self, name: &str, part: Part) -> Result<Option<Member<'b>>, InputError> {
        let Some(entry) = self.members.iter().find(|entry| entry.name.eq_ignore_ascii_case(name.as_bytes())) else {
            return Ok(None);
        };
        if entry.encrypted {
            return Err(InputError::Encrypted);
        }
        let grows = entry.size > SMALL && entry.size / RATIO > entry.data.len() as u64;
        let Some(budget) = self.budget.get().checked_sub(entry.size).filter(|_| entry.size <= MEMBER_BYTES && !grows)
        else {
            return Err(InputError::TooLarge);
        };
        self.budget.set(budget);
        let state = match entry.method {
            CompressionMethod::STORE => None,
            CompressionMethod::DEFLATE => Some(InflateState::new_boxed(DataFormat::Raw)),
            _ => return Err(InputError::Damaged { part }),
        };
        Ok(Some(Member {
            packed: entry.data,
            state,
            buffer: vec![0; BUFFER],
            unread: 0..0,
            left: entry.size,
            crc: entry.crc,
            found: CRC.digest(),
            allowance: usize::MAX,
        }))
    }
}

/// The inflated bytes of a member. Reading fails where they are not those that the directory promises.
pub(super) struct Member<'b> {
    packed: &'b [u8],
    /// `None` for a member that is stored as it is.
    state: Option<Box<InflateState>>,
    buffer: Vec<u8>,
    /// What of `buffer` is still to be read.
    unread: std::ops::Range<usize>,
    /// How much is still to come.
    left: u64,
    crc: u32,
    /// That of what was read.
    found: Digest<'static, u32, Table<1>>,
    /// How much may be read before the reader sets it anew.
    pub(super) allowance: usize,
}

impl Member<'_> {
    fn refill(&mut self) -> io::Result<()> {
        let damaged = || io::Error::from(io::ErrorKind::InvalidData);
        let written = if let Some(state) = &mut self.state {
            let step = inflate(state, self.packed, &mut self.buffer, MZFlush::None);
            self.packed = &self.packed[step.bytes_consumed..];
            if step.status == Ok(MZStatus::StreamEnd) {
                (self.packed, self.state) = (&[], None);
            } else if step.bytes_written == 0 {
                return Err(damaged());
            }
            step.bytes_written
        } else {
            let len = self.packed.len().min(self.buffer.len());
            self.buffer[..len].copy_from_slice(&self.packed[..len]);
            self.packed = &self.packed[len..];
            len
        };
        self.left = self.left.checked_sub(written as u64).ok_or_else(damaged)?;
        self.found.update(&self.buffer[..written]);
        self.unread = 0..written;
        if written == 0 && (self.left > 0 || self.found.clone().finalize() != self.crc) {
            return Err(damaged());
        }
        Ok(())
    }
}

impl BufRead for Member<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.unread.is_empty() {
            self.refill()?;
        }
        if self.allowance == 0 && !self.unread.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let end = self.unread.end.min(self.unread.start.saturating_add(self.allowance));
        Ok(&self.buffer[self.unread.start..end])
    }

    fn consume(&mut self, amount: usize) {
        self.unread.start += amount;
        self.allowance = self.allowance.saturating_sub(amount);
    }
}

impl Read for Member<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}
