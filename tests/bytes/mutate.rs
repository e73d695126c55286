//! Small damage to a text, as editors, merges, transfers and people do it: the same damage in every run.

/// What a text is damaged with: what TOML, YAML, CSV, units and terminals give a meaning to.
const PIECES: [&[u8]; 44] = [
    b"\"",
    b"'",
    b"\"\"\"",
    b"'''",
    b"[",
    b"]",
    b"[[",
    b"{",
    b"}",
    b"=",
    b":",
    b"- ",
    b",",
    b".",
    b"#",
    b"\n",
    b"\r",
    b"\t",
    b"\0",
    b"\x1b[31m",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    "\u{202e}".as_bytes(),
    "é".as_bytes(),
    b"\\",
    b"\\u",
    b"-1",
    b"0",
    b"1",
    b"00",
    b"1e308",
    b"nan",
    b"inf",
    b"99999999999999999999",
    b"9223372036854775807",
    b"0.0000001",
    b"h",
    b"%",
    b"&a ",
    b"*a",
    b"<<: ",
    b"---\n",
    b"<<<<<<< HEAD\n",
];

/// A counter-based stream of numbers. (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.)
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % (bound.max(1) as u64)).expect("below a bound that fits")
    }
}

/// The text with one to three damages.
pub(crate) fn damaged(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(text.len());
        let end = (at + dice.below(40)).min(text.len());
        let piece = PIECES[dice.below(PIECES.len())];
        match dice.below(7) {
            0 if at < text.len() => text[at] ^= 1 << dice.below(8),
            1 => drop(text.drain(at..end)),
            2 => {
                let copy = text[at..end].to_vec();
                let to = dice.below(text.len());
                drop(text.splice(to..to, copy));
            }
            3 => text.truncate(at),
            4 => drop(text.splice(at..end, piece.iter().copied())),
            _ => {
                let token = token(&text, at);
                drop(text.splice(token, piece.iter().copied()));
            }
        }
    }
    text
}

/// The word or number around a byte: most of what a person gets wrong is one value.
fn token(text: &[u8], at: usize) -> std::ops::Range<usize> {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'.' || *byte == b'-';
    let before = text[..at].iter().rev().take_while(|byte| inside(byte)).count();
    let behind = text[at..].iter().take_while(|byte| inside(byte)).count();
    at - before..at + behind
}
