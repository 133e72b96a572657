//! The outbox on its way out: one mail after another to the SMTP server, each as often as it takes.
//!
//! A mail is claimed before it is sent and marked as sent afterwards. Whoever dies in between sends it again later, under the
//! same Message-ID; two processes never send the same one at the same time.

use crate::{config::MailSettings, site::Site};
use chrono::{DateTime, Utc};
use domain::{notice::next_try, text::nfc};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::Error as SmtpError,
};
use std::{net::IpAddr, time::Duration};
use store::notice::{self, Mail};

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// How long the SMTP server may take for one command.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longest answer of the SMTP server that is kept.
const MOST_ERROR: usize = 300;

/// None where the address is not understood, or would show a password to the network.
pub fn transport(url: &str) -> Option<Smtp> {
    let (scheme, rest) = url.split_once("://")?;
    let server = rest.split(['/', '?']).next()?;
    let (account, host) = server.rsplit_once('@').map_or((None, server), |(account, host)| (Some(account), host));
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(name, _)| name);
    let is_here = name == "localhost" || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if host.is_empty() || (scheme == "smtp" && account.is_some() && !is_here && !rest.ends_with("?tls=required")) {
        return None;
    }
    Some(Smtp::from_url(url).ok()?.timeout(Some(PATIENCE)).build())
}

/// The address as it is kept; none for a text that is no address.
pub fn address(text: &str) -> Option<String> {
    let text = nfc(text.trim());
    let plain = text.len() <= 254 && text.is_ascii() && text.contains('.');
    text.parse::<Address>().ok().filter(|_| plain).map(|a| a.to_string())
}

/// The sentence for a text that is no address.
pub fn no_address(text: &str) -> String {
    format!("“{text}” không phải là địa chỉ thư. Ghi như ten@songanh.gov.vn, hoặc để trống.")
}

/// What became of a round of the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    pub sent: usize,
    /// Could not be sent now and are tried again, or were given up.
    pub failed: usize,
}

/// Sends what is due at `now`. Does nothing without settings.
///
/// # Errors
/// When the database does not answer; what the SMTP server says is kept with the mail.
pub async fn deliver(site: &Site, now: DateTime<Utc>) -> store::Result<Delivery> {
    let mut done = Delivery::default();
    let Some(settings) = &site.config.mail else { return Ok(done) };
    let Some(smtp) = transport(&settings.smtp) else { return Ok(done) };
    while let Some(mail) = notice::next_mail(&mut site.db.read().await?, now).await? {
        let next = next_try(mail.attempts + 1, mail.created_at, now);
        if !store::in_tx!(site.db, |tx| notice::claim(tx, &mail, next).await)? {
            continue;
        }
        let (error, unreachable) = match letter(settings, &mail) {
            Err(error) => (Some(error.to_string()), false),
            Ok(message) => match smtp.send(message).await {
                Ok(_) => (None, false),
                Err(error) => (Some(told(&error)), error.status().is_none()),
            },
        };
        store::in_tx!(site.db, |tx| notice::tried(tx, mail.id, error.as_deref(), now).await)?;
        match error {
            None => done.sent += 1,
            Some(error) => {
                done.failed += 1;
                let given_up = next.is_none();
                tracing::warn!(mail = %mail.id, attempt = mail.attempts + 1, given_up, %error, "a mail could not be sent");
            }
        }
        // A server that does not answer is not asked for every mail of the outbox.
        if unreachable {
            break;
        }
    }
    Ok(done)
}

/// An error in one line: what the server answered, or what the connection said.
fn told(error: &SmtpError) -> String {
    let line: String = error.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST_ERROR).collect();
    line.trim().to_owned()
}

/// The mail as it goes over the line: plain text in UTF-8, and the same bytes at every try.
fn letter(settings: &MailSettings, mail: &Mail) -> Result<Message, Box<dyn std::error::Error + Send + Sync>> {
    let domain = settings.from.email.domain();
    let id = format!("<{}@{domain}>", &store::upload::sha256(mail.dedupe.as_bytes())[..32]);
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    let message = Message::builder()
        .from(settings.from.clone())
        .to(Mailbox::new(None, mail.recipient.parse()?))
        .subject(&mail.subject)
        .date(mail.created_at.into())
        .message_id(Some(id))
        .raw_header(automatic)
        .header(ContentType::TEXT_PLAIN)
        .body(mail.body.clone())?;
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::{address, letter, transport};
    use crate::config::MailSettings;
    use chrono::{TimeZone, Utc};
    use store::notice::Mail;
    use uuid::Uuid;

    #[tokio::test]
    async fn a_password_is_never_sent_in_the_clear() {
        let taken = [
            "smtp://127.0.0.1:2525",
            "smtp://mail.example",
            "smtp://mail.example:587?tls=required",
            "smtps://user:password@mail.example",
            "smtp://user:password@mail.example:587?tls=required",
            "smtp://user:password@localhost:25",
            "smtp://user:password@127.0.0.1",
            "smtp://user:password@[::1]:25",
        ];
        let refused = [
            "",
            "mail.example",
            "smtp://",
            "http://mail.example",
            "smtp://user:password@mail.example",
            "smtp://user:password@mail.example?tls=opportunistic",
            "smtp://user:password@mail.example?a=localhost",
            "smtp://user:password@localhost.example",
            "smtp://user:password@127.example:25",
        ];
        for url in taken {
            assert!(transport(url).is_some(), "{url}");
        }
        for url in refused {
            assert!(transport(url).is_none(), "{url}");
        }
    }

    #[test]
    fn settings_say_what_is_missing_and_keep_the_password_to_themselves() {
        let text = |t: &str| Some(t.to_owned());
        assert!(MailSettings::new(None, text("a@b.example")).unwrap().is_none());
        let secret = "smtps://user:s3cret@mail.example";
        for (smtp, from) in [(secret, None), (secret, text("nobody")), ("smtp://user:s3cret@mail.example", text("a@b.example"))] {
            let told = MailSettings::new(text(smtp), from).unwrap_err();
            assert!(told.contains("TIENDO_") && !told.contains("s3cret"), "{told}");
        }
        let settings = MailSettings::new(text(secret), text("Tiến Độ <tiendo@mail.example>")).unwrap().unwrap();
        assert!(!format!("{settings:?}").contains("s3cret"));
    }

    #[test]
    fn addresses() {
        for (text, kept) in [
            (" lan@syt.dongnai.gov.vn ", Some("lan@syt.dongnai.gov.vn")),
            ("", None),
            ("lan", None),
            ("lan@", None),
            ("lan@nowhere", None),
            ("lan@syt.example\r\nBcc: x@y.example", None),
            ("Lan <lan@syt.example>", None),
            ("lan@syt.example, mai@syt.example", None),
            ("lân@syt.example", None),
        ] {
            assert_eq!(address(text).as_deref(), kept, "{text:?}");
        }
    }

    #[test]
    fn the_same_mail_is_the_same_bytes() {
        let settings = MailSettings::new(Some("smtp://127.0.0.1:25".into()), Some("Tiến Độ <tiendo@mail.example>".into()));
        let settings = settings.unwrap().unwrap();
        let mail = Mail {
            id: Uuid::now_v7(),
            dedupe: "digest/x/2026-11-12".into(),
            person_id: Uuid::nil(),
            recipient: "lan@syt.example".into(),
            subject: "Báo cáo tháng 10/2026:\r\nBcc: x@y.example".into(),
            body: "Kính gửi bà Lan,\n\nhạn nộp 15/11/2026.".into(),
            created_at: Utc.with_ymd_and_hms(2026, 11, 12, 1, 0, 0).unwrap(),
            attempts: 0,
            next_attempt_at: None,
            sent_at: None,
            last_error: String::new(),
        };
        let bytes = letter(&settings, &mail).unwrap().formatted();
        assert_eq!(letter(&settings, &mail).unwrap().formatted(), bytes);
        let text = String::from_utf8(bytes).unwrap();
        let line = |name: &str| text.lines().find(|l| l.starts_with(name)).unwrap_or_default().to_owned();
        assert_eq!(line("Auto-Submitted:"), "Auto-Submitted: auto-generated");
        assert_eq!(line("Date:"), "Date: Thu, 12 Nov 2026 01:00:00 +0000");
        assert_eq!(line("Content-Type:"), "Content-Type: text/plain; charset=utf-8");
        let id = line("Message-ID:");
        assert!(id.starts_with("Message-ID: <") && id.ends_with("@mail.example>"), "{id}");
        assert_eq!(line("Bcc:"), "", "a subject is one line");
        let other = Mail { dedupe: "digest/x/2026-11-13".into(), ..mail };
        assert!(!String::from_utf8(letter(&settings, &other).unwrap().formatted()).unwrap().contains(&id));
    }
}
