//! One style sheet out of many: `tokens.css` first, `base.css` second, the others by name.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// The sheets of a folder in their order, joined, without comments, indentation and blank lines.
///
/// # Errors
/// When the folder or a sheet cannot be read, or the folder holds no sheet.
pub fn collect(folder: &Path) -> io::Result<String> {
    let named = |error: io::Error, path: &Path| io::Error::new(error.kind(), format!("cannot read {}: {error}", path.display()));
    let mut sheets: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|error| named(error, folder))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    sheets.retain(|path| path.extension().is_some_and(|extension| extension == "css"));
    sheets.sort_by_key(|path| {
        let name = path.file_name().unwrap_or_default().to_owned();
        (name != "tokens.css", name != "base.css", name)
    });
    if sheets.is_empty() {
        return Err(io::Error::other(format!("{} holds no style sheet", folder.display())));
    }
    let mut css = String::new();
    for path in sheets {
        css += &lighten(&fs::read_to_string(&path).map_err(|error| named(error, &path))?);
    }
    Ok(css)
}

/// Drops comments, indentation and blank lines. Strings are kept as they are, also where they look like a comment.
/// A comment leaves nothing behind: it must not be all that parts two words.
fn lighten(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, from) = rest.split_at(at);
        kept += before;
        let length = if let Some(comment) = from.strip_prefix("/*") {
            comment.find("*/").map_or(from.len(), |end| end + 4)
        } else if from.starts_with('/') {
            kept.push('/');
            1
        } else {
            let length = string_length(from);
            kept += &from[..length];
            length
        };
        rest = &from[length..];
    }
    kept += rest;
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).flat_map(|line| [line, "\n"]).collect()
}

/// Bytes of the quoted string that `css` begins with, quotes included; all of it when it is never closed.
fn string_length(css: &str) -> usize {
    let mut chars = css.char_indices();
    let quote = chars.next().map(|(_, quote)| quote);
    while let Some((at, char)) = chars.next() {
        if char == '\\' {
            chars.next();
        } else if Some(char) == quote {
            return at + 1;
        }
    }
    css.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_indentation_and_blank_lines_go() {
        for (css, light) in [
            ("", ""),
            ("\n  \n", ""),
            ("/* a */", ""),
            ("a {\n  color: red; /* why */\n\n}\n", "a {\ncolor: red;\n}\n"),
            ("/* one\n   two */b{}", "b{}\n"),
            ("/* never closed", ""),
            ("a{font:12px/1.5 x}", "a{font:12px/1.5 x}\n"),
            (".a/**/.b{}", ".a.b{}\n"),
            ("a::after{content:\"/* kept */\"}", "a::after{content:\"/* kept */\"}\n"),
            ("a::after{content:'it\\'s /*'}/* gone */", "a::after{content:'it\\'s /*'}\n"),
            ("/* it's */a{content:\"≥ đạt\"}", "a{content:\"≥ đạt\"}\n"),
            ("a{content:\"open", "a{content:\"open\n"),
        ] {
            assert_eq!(lighten(css), light, "{css:?}");
        }
    }

    #[test]
    fn tokens_then_base_then_names() {
        let folder = std::env::temp_dir().join(format!("bundle-css-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert!(collect(&folder).is_err(), "an empty folder is a mistake in the path");
        for name in ["chart", "base", "tokens", "admin"] {
            fs::write(folder.join(format!("{name}.css")), format!(".{name}{{}}")).unwrap();
        }
        fs::write(folder.join("notes.txt"), "not a sheet").unwrap();
        let css = collect(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(css, ".tokens{}\n.base{}\n.admin{}\n.chart{}\n");
    }
}
