//! Enums that are kept as text: in the database, in data files, in addresses.

/// Declares an enum with a snake_case code for each variant, and the ways back from it.
macro_rules! coded {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $label:literal, $english:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The text it is stored as.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// As the screen says it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            pub fn label_en(self) -> &'static str {
                match self { $(Self::$variant => $english,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::coded::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::coded::UnknownCode(format!("{} {text:?}", stringify!($name)))),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::coded::UnknownCode;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
}
pub(crate) use coded;

/// A text that is no code of its enum.
#[derive(Debug, thiserror::Error)]
#[error("unknown {0}")]
pub struct UnknownCode(pub String);

#[cfg(test)]
mod tests {
    use crate::{
        Severity,
        access::Role,
        audit::{Fault, Group},
        exception::{ExceptionKind, Verdict},
        indicator::{Accumulation, Basis, Kind, Mode, Operator, Part, UnitKind},
        notice::NoticeKind,
        period::Frequency,
        search::EntryKind,
        text::Lang,
        workflow::{Action, ItemAction, ItemState, RoundAction, RoundState, SubmissionState},
    };

    macro_rules! round_trips {
        ($($name:ident)+) => { $(
            assert!(!$name::ALL.is_empty());
            for &value in $name::ALL {
                assert_eq!(value.code().parse::<$name>().unwrap(), value);
                assert_eq!($name::try_from(value.code().to_owned()).unwrap(), value);
                assert_eq!(serde_json::to_string(&value).unwrap(), format!("{:?}", value.code()));
                assert!(!value.label().is_empty() && !value.label_en().is_empty());
            }
            assert!("".parse::<$name>().is_err());
            assert!($name::ALL[0].code().to_uppercase().parse::<$name>().is_err());
        )+ };
    }

    #[test]
    fn codes_serde_and_back_agree() {
        round_trips!(Severity Role Accumulation Basis Kind Mode Operator Part UnitKind Frequency Lang);
        round_trips!(EntryKind Action ItemAction ItemState RoundAction RoundState SubmissionState Fault Group);
        round_trips!(ExceptionKind Verdict NoticeKind);
    }
}
