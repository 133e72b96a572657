//! A fill as a short code that survives in a cell's text, and back.

use super::super::look::NONE;
use super::super::xml::{Node, Ns};

pub(super) struct Fill {
    pub code: String,
    /// The colour of a solid fill that names one.
    pub solid: Option<u32>,
}

/// `solid;rgb:FFFFF8DC;indexed:64`: pattern, its two colours. A gradient has no code.
pub(super) fn read(fill: &Node<'_>) -> Fill {
    let none = Fill { code: NONE.to_owned(), solid: None };
    let Some(pattern) = fill.child(Ns::Main, "patternFill") else { return none };
    let kind = pattern.attr("patternType").unwrap_or_else(|| "none".to_owned());
    let fore = pattern.child(Ns::Main, "fgColor").map(colour).unwrap_or_default();
    let back = pattern.child(Ns::Main, "bgColor").map(colour).unwrap_or_default();
    if kind == "none" {
        return none;
    }
    let rgb = fore.strip_prefix("rgb:").and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let solid = rgb.filter(|_| kind == "solid").map(|rgb| rgb & 0xFF_FF_FF);
    Fill { code: format!("{kind};{fore};{back}"), solid }
}

fn colour(node: &Node<'_>) -> String {
    let tint = node.attr("tint").map(|t| format!(":{t}")).unwrap_or_default();
    let named = ["rgb", "theme", "indexed", "auto"].into_iter().find_map(|key| Some((key, node.attr(key)?)));
    named.map(|(key, value)| format!("{key}:{value}{tint}")).unwrap_or_default()
}

/// The fill of a code; nothing for none and for a code that is not ours, whoever wrote it into the file.
pub(super) fn write(code: &str, p: &str) -> Option<String> {
    // The colour that the other format writes.
    if let Some(hex) = code.strip_prefix('#').filter(|hex| is_hex(hex, 6)) {
        let rgb = hex.to_uppercase();
        return Some(format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"FF{rgb}\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
        ));
    }
    let mut fields = code.split(';');
    let (kind, fore, back) = (fields.next()?, fields.next()?, fields.next()?);
    if kind.is_empty() || !kind.bytes().all(|b| b.is_ascii_alphanumeric()) || fields.next().is_some() {
        return None;
    }
    let (fore, back) = (element(fore, "fgColor", p)?, element(back, "bgColor", p)?);
    Some(format!("<{p}fill><{p}patternFill patternType=\"{kind}\">{fore}{back}</{p}patternFill></{p}fill>"))
}

fn element(code: &str, name: &str, p: &str) -> Option<String> {
    if code.is_empty() {
        return Some(String::new());
    }
    let mut fields = code.split(':');
    let (key, value, tint) = (fields.next()?, fields.next()?, fields.next());
    let right = match key {
        "rgb" => is_hex(value, 8),
        "theme" | "indexed" => value.len() < 4 && value.bytes().all(|b| b.is_ascii_digit()) && !value.is_empty(),
        "auto" => value == "1" || value == "true",
        _ => false,
    };
    let tint = match tint {
        Some(t) if t.parse::<f64>().is_ok_and(f64::is_finite) => format!(" tint=\"{t}\""),
        Some(_) => return None,
        None => String::new(),
    };
    right.then(|| format!("<{p}{name} {key}=\"{value}\"{tint}/>"))
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::super::super::xml::tree;
    use super::*;

    fn round(fill: &str) -> (String, Option<String>) {
        let xml = format!("<a xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{fill}</a>");
        let code = read(&tree(&xml).expect("well formed").children[0]).code;
        let back = write(&code, "");
        (code, back)
    }

    #[test]
    fn a_fill_survives_as_code() {
        for fill in [
            "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFFF8DC\"/><bgColor indexed=\"64\"/></patternFill></fill>",
            "<fill><patternFill patternType=\"solid\"><fgColor theme=\"4\" tint=\"-0.249977\"/></patternFill></fill>",
            "<fill><patternFill patternType=\"gray125\"></patternFill></fill>",
        ] {
            assert_eq!(round(fill).1.as_deref(), Some(fill));
        }
        for none in ["<fill><patternFill/></fill>", "<fill><gradientFill/></fill>", "<fill><patternFill patternType=\"none\"/></fill>"] {
            assert_eq!(round(none), (NONE.to_owned(), None));
        }
    }

    #[test]
    fn a_forged_code_writes_nothing() {
        for code in
            ["", "none", "solid", "solid;;;", "solid;rgb:\"/>;", "so<;;", "solid;theme:1:\"x;", "solid;rgb:FF;", "#12345g", "solid;url:1;"]
        {
            assert_eq!(write(code, ""), None, "{code}");
        }
    }
}
