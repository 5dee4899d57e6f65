//! The text of a Word document (ECMA-376, Office Open XML), as Word shows it.

use super::MAX_BYTES;
use super::foreign::{self, InputError, Part};
use super::html::superscript;
use super::lines::Lines;
use super::numbering::{Format, Instance, LEVELS, Level, Lists};
use super::xml::{Element, Node, walk};
use super::zip::Package;
use std::collections::HashMap;

/// The most styles and instances of lists that are kept of a document, and the most lists; Word has room for fewer.
const DEFINITIONS: usize = 10_000;
const LISTS: usize = 2048;

/// The longest chain of styles that are based on each other.
const ANCESTORS: usize = 16;

/// The text of the package that `bytes` are: paragraphs as lines with the numbers that Word writes before them, rows of
/// tables as lines, footnotes and endnotes behind. Deleted and hidden text and generated tables of contents are left out.
///
/// # Errors
/// When it is damaged, encrypted or too large, or no Word document.
pub(super) fn text(bytes: &[u8]) -> Result<String, InputError> {
    let package = Package::open(bytes)?;
    let main = (relations(&package, "", "_rels/.rels")?.remove("officeDocument"))
        .filter(|name| package.has(name))
        .unwrap_or_else(|| "word/document.xml".to_owned());
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let others = relations(&package, &folder, &format!("{folder}_rels/{file}.rels"))?;
    let styles = others.get("styles").map_or(Ok(Styles::default()), |name| Styles::read(&package, name))?;
    let lists = others.get("numbering").map_or(Ok(Lists::default()), |name| read_lists(&package, name, &styles))?;
    let mut reader = TextReader { styles, lists, ..TextReader::default() };
    if !reader.part(&package, &main, Part::Text)? || !reader.is_word {
        return Err(foreign::package(package.names()));
    }
    for notes in ["footnotes", "endnotes"] {
        if let Some(name) = others.get(notes) {
            reader.part(&package, name, Part::Notes)?;
        }
    }
    Ok(reader.lines.finish())
}

/// The parts that the relations `name` lead to from `folder`, by the last word of their type.
fn relations(package: &Package<'_>, folder: &str, name: &str) -> Result<HashMap<String, String>, InputError> {
    let mut targets = HashMap::new();
    let Some(part) = package.member(name, Part::Settings)? else { return Ok(targets) };
    walk(part, InputError::Damaged { part: Part::Settings }, |node| {
        if let Node::Open(element) = node
            && let (Some(kind), Some(target)) = (element.get("Type"), element.get("Target"))
            && let Some((_, kind)) = kind.rsplit_once('/')
            && targets.len() < DEFINITIONS
        {
            let path = target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned);
            targets.entry(kind.to_owned()).or_insert(path);
        }
        Ok(())
    })?;
    Ok(targets)
}

/// What a paragraph says of its list: the instance and the level.
#[derive(Debug, Default, Clone)]
struct Numbering {
    instance: Option<String>,
    level: Option<usize>,
}

impl Numbering {
    fn read(&mut self, element: &Element<'_>) {
        match element.name {
            "numId" => self.instance = element.get("val"),
            "ilvl" => self.level = number(element).map(|level| level as usize),
            _ => {}
        }
    }
}

fn number(element: &Element<'_>) -> Option<u32> {
    element.get("val")?.trim().parse().ok()
}

/// The paragraph styles.
#[derive(Default)]
struct Styles {
    styles: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
}

#[derive(Default)]
struct Style {
    based_on: Option<String>,
    numbering: Numbering,
    /// A line of a generated table of contents.
    contents: bool,
}

impl Styles {
    fn read(package: &Package<'_>, name: &str) -> Result<Self, InputError> {
        let mut styles = Self::default();
        let Some(part) = package.member(name, Part::Settings)? else { return Ok(styles) };
        let mut open: Option<(String, Style)> = None;
        walk(part, InputError::Damaged { part: Part::Settings }, |node| {
            match node {
                Node::Open(element) if element.name == "style" => {
                    let id = element.get("styleId").unwrap_or_default();
                    let is_paragraph = element.get("type").is_none_or(|kind| kind == "paragraph");
                    if is_paragraph && element.get("default").is_some_and(|value| value == "1" || value == "true") {
                        styles.default = Some(id.clone());
                    }
                    open = Some((id, Style::default()));
                }
                Node::Open(element) => {
                    if let Some((_, style)) = &mut open {
                        match element.name {
                            "basedOn" => style.based_on = element.get("val"),
                            "name" => {
                                style.contents = element
                                    .get("val")
                                    .is_some_and(|name| name.to_ascii_lowercase().starts_with("toc "));
                            }
                            _ => style.numbering.read(&element),
                        }
                    }
                }
                Node::Close("style") => {
                    if let Some((id, style)) = open.take().filter(|_| styles.styles.len() < DEFINITIONS) {
                        styles.styles.insert(id, style);
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(styles)
    }

    /// `id` and the styles that it is based on.
    fn chain<'s>(&'s self, id: &'s str) -> impl Iterator<Item = (&'s str, &'s Style)> {
        let entry = |id: &'s str| self.styles.get(id).map(|style| (id, style));
        std::iter::successors(entry(id), move |(_, style)| entry(style.based_on.as_deref()?)).take(ANCESTORS)
    }
}

/// The lists that the part `name` defines.
fn read_lists(package: &Package<'_>, name: &str, styles: &Styles) -> Result<Lists, InputError> {
    let mut lists = Lists::default();
    let Some(part) = package.member(name, Part::Settings)? else { return Ok(lists) };
    let mut list: Option<(String, Vec<Level>)> = None;
    let mut instance: Option<(String, Instance)> = None;
    let mut level: Option<(usize, Level)> = None;
    let mut overridden = 0;
    // Lists that are defined by a style: which style names them, and which only point to it.
    let (mut by_style, mut pointing) = (HashMap::new(), Vec::new());
    let at = |element: &Element<'_>| element.get("ilvl").and_then(|at| at.parse().ok()).unwrap_or(LEVELS);
    walk(part, InputError::Damaged { part: Part::Settings }, |node| {
        match node {
            Node::Open(element) => match element.name {
                "abstractNum" => list = element.get("abstractNumId").map(|id| (id, vec![Level::default(); LEVELS])),
                "num" => instance = element.get("numId").map(|id| (id, Instance::default())),
                "lvlOverride" => overridden = at(&element),
                "lvl" => level = Some((at(&element), Level::default())),
                "abstractNumId" => {
                    if let Some((_, instance)) = &mut instance {
                        instance.list = element.get("val").unwrap_or_default();
                    }
                }
                "startOverride" => {
                    if let (Some((_, instance)), Some(start), true) =
                        (&mut instance, number(&element), overridden < LEVELS)
                    {
                        instance.starts.insert(overridden, start);
                    }
                }
                "styleLink" => {
                    if let (Some((id, _)), Some(style), true) = (&list, element.get("val"), by_style.len() < LISTS) {
                        by_style.insert(style, id.clone());
                    }
                }
                "numStyleLink" => {
                    if let (Some((id, _)), Some(style), true) = (&list, element.get("val"), pointing.len() < LISTS) {
                        pointing.push((id.clone(), style));
                    }
                }
                _ => {
                    if let Some((_, level)) = &mut level {
                        read_level(level, &element);
                    }
                }
            },
            Node::Close("lvl") => {
                if let Some((at, level)) = level.take().filter(|(at, _)| *at < LEVELS) {
                    if let Some((_, instance)) = &mut instance {
                        instance.levels.insert(at, level);
                    } else if let Some((_, levels)) = &mut list {
                        levels[at] = level;
                    }
                }
            }
            Node::Close("abstractNum") => {
                if let Some((id, levels)) = list.take().filter(|_| lists.lists.len() < LISTS) {
                    lists.lists.insert(id, levels);
                }
            }
            Node::Close("num") => {
                if let Some((id, instance)) = instance.take().filter(|_| lists.instances.len() < DEFINITIONS) {
                    lists.instances.insert(id, instance);
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    for (id, style) in pointing {
        let named = by_style.get(&style).cloned().or_else(|| {
            let instance = styles.styles.get(&style)?.numbering.instance.as_ref()?;
            Some(lists.instances.get(instance)?.list.clone())
        });
        if let Some(levels) = named.and_then(|named| lists.lists.get(&named)).cloned() {
            lists.lists.insert(id, levels);
        }
    }
    Ok(lists)
}

fn read_level(level: &mut Level, element: &Element<'_>) {
    let value = || element.get("val").unwrap_or_default();
    match element.name {
        "start" => level.start = number(element).unwrap_or(0),
        "numFmt" => level.format = Format::of_word(&value()),
        "lvlText" => level.text = value(),
        "suff" => level.tight = value() == "nothing",
        "isLgl" => level.legal = element.is_on(),
        "lvlRestart" => level.restart = number(element).map(|level| level as usize),
        "pStyle" => level.style = element.get("val"),
        _ => {}
    }
}

/// Reads parts that hold text, one after the other.
#[derive(Default)]
struct TextReader {
    lines: Lines,
    styles: Styles,
    lists: Lists,
    /// Whether the document is WordprocessingML.
    is_word: bool,
    /// The paragraphs that are open: one in a text box stands inside another.
    open: Vec<Paragraph>,
    /// What the next paragraph begins with.
    carried: String,
    notes: u32,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    numbering: Numbering,
    /// Its end is deleted: the next one goes on with its line.
    joined: bool,
    /// Its end is hidden.
    hidden: bool,
    run: Run,
}

/// The formatting of a run that changes what is read.
#[derive(Default)]
struct Run {
    hidden: bool,
    raised: bool,
}

/// Elements that show nothing, or that have what they show a second time.
const SKIPPED: &[&str] = &[
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "pPrChange",
    "rPrChange",
    "tabs",
    "rt",
    "tblPr",
    "trPr",
    "tcPr",
    "sectPr",
    "sdtPr",
];

impl TextReader {
    /// Reads the part `name`; false where there is none.
    fn part(&mut self, package: &Package<'_>, name: &str, part: Part) -> Result<bool, InputError> {
        let Some(member) = package.member(name, part)? else { return Ok(false) };
        let (mut skipped, mut properties, mut in_text) = (0, false, false);
        walk(member, InputError::Damaged { part }, |node| {
            match node {
                Node::Open(_) if skipped > 0 => skipped += 1,
                Node::Close(_) if skipped > 0 => skipped -= 1,
                Node::Open(element) => {
                    let name = element.name;
                    if properties && name != "del" {
                        self.property(&element);
                    }
                    let is_separator = matches!(name, "footnote" | "endnote")
                        && element.get("type").is_some_and(|kind| kind != "normal");
                    if SKIPPED.contains(&name) || name.ends_with(":Fallback") || is_separator {
                        skipped = 1;
                    }
                    match name {
                        "document" => self.is_word = true,
                        "footnote" | "endnote" if !is_separator => {
                            self.notes += 1;
                            self.carried = self.notes.to_string().chars().map(superscript).collect();
                            self.carried.push(' ');
                        }
                        "p" => {
                            let text = std::mem::take(&mut self.carried);
                            self.open.push(Paragraph { text, ..Paragraph::default() });
                        }
                        "pPr" => properties = true,
                        "del" if properties => self.open.last_mut().into_iter().for_each(|open| open.joined = true),
                        "r" => self.open.last_mut().into_iter().for_each(|open| open.run = Run::default()),
                        "vanish" | "vertAlign" if !properties => {
                            if let Some(open) = self.open.last_mut() {
                                open.run.hidden |= name == "vanish" && element.is_on();
                                open.run.raised |= element.get("val").is_some_and(|value| value == "superscript");
                            }
                        }
                        "t" | "m:t" => in_text = true,
                        "tab" | "ptab" if !properties => self.add("\t")?,
                        "br" | "cr" => self.add("\n")?,
                        "noBreakHyphen" => self.add("-")?,
                        "tbl" => self.lines.open_table(),
                        "tr" => self.lines.close_row(),
                        "tc" => self.lines.open_cell(),
                        _ => {}
                    }
                }
                Node::Close(name) => match name {
                    "pPr" => properties = false,
                    "t" | "m:t" => in_text = false,
                    "p" => self.close_paragraph()?,
                    "tr" => self.lines.close_row(),
                    "tbl" => self.lines.close_table(),
                    _ => {}
                },
                Node::Text(text) if in_text && skipped == 0 => self.add(&text)?,
                Node::Text(_) => {}
            }
            Ok(())
        })?;
        Ok(true)
    }

    /// Reads a property of the paragraph that is open.
    fn property(&mut self, element: &Element<'_>) {
        let Some(open) = self.open.last_mut() else { return };
        match element.name {
            "pStyle" => open.style = element.get("val"),
            "vanish" => open.hidden = element.is_on(),
            _ => open.numbering.read(element),
        }
    }

    /// Adds to the paragraph that is open, unless what is added is hidden.
    fn add(&mut self, text: &str) -> Result<(), InputError> {
        let Some(open) = self.open.last_mut().filter(|open| !open.run.hidden) else { return Ok(()) };
        if open.run.raised {
            open.text.extend(text.chars().map(superscript));
        } else {
            open.text.push_str(text);
        }
        if self.lines.len() + open.text.len() > MAX_BYTES { Err(InputError::TooLarge) } else { Ok(()) }
    }

    fn close_paragraph(&mut self) -> Result<(), InputError> {
        let Some(paragraph) = self.open.pop() else { return Ok(()) };
        if paragraph.joined {
            self.carried = paragraph.text;
            return Ok(());
        }
        let style = paragraph.style.as_deref().or(self.styles.default.as_deref()).unwrap_or_default();
        if self.styles.chain(style).any(|(_, style)| style.contents) {
            return Ok(());
        }
        let is_empty = paragraph.text.trim().is_empty();
        let label = if is_empty && paragraph.hidden { None } else { self.label(&paragraph) };
        if !is_empty {
            self.lines.push(&label.unwrap_or_default());
            self.lines.push(&paragraph.text);
        }
        self.lines.end_line();
        if self.lines.len() > MAX_BYTES { Err(InputError::TooLarge) } else { Ok(()) }
    }

    /// Counts the paragraph in its list, which it or its style names, and gives its label.
    fn label(&mut self, paragraph: &Paragraph) -> Option<String> {
        let Numbering { mut instance, mut level } = paragraph.numbering.clone();
        let style = paragraph.style.as_deref().or(self.styles.default.as_deref()).unwrap_or_default();
        if instance.is_none() {
            let (owner, of_style) = self.styles.chain(style).find(|(_, style)| style.numbering.instance.is_some())?;
            instance.clone_from(&of_style.numbering.instance);
            let named = self.lists.level_of_style(instance.as_deref()?, owner);
            level = level.or(named).or(of_style.numbering.level);
        }
        // The number 0 takes a paragraph out of its style's list.
        let instance = instance.filter(|id| id != "0")?;
        self.lists.next(&instance, level.unwrap_or(0).min(LEVELS - 1))
    }
}
