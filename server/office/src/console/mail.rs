//! The texts of mails. Each says who sends it, why, and what to do when it was not expected.

use super::Message;

/// A mail without its envelope.
pub(crate) struct Letter {
    pub(crate) subject: String,
    pub(crate) body: String,
}

impl Letter {
    /// As the outbox shows it.
    pub(super) fn written(&self, to: &Message) -> String {
        format!("To: {} <{}>\nSubject: {}\n\n{}\n", to.name, to.email, self.subject, self.body)
    }
}

/// The mail for a message. `token` is what its link carries, where it has one.
pub(crate) fn letter(office: &str, message: &Message, base_url: &str, token: &str) -> Letter {
    match message.kind.as_str() {
        "invite" => invitation(office, message, &format!("{base_url}/invite/{token}")),
        "reset" => reset(office, message, &format!("{base_url}/reset/{token}")),
        "password_changed" => password_changed(office, message, base_url),
        "documents_destroyed" => documents_destroyed(office, message),
        "documents_damaged" => documents_damaged(office, message),
        "cover" => cover(office, message, base_url),
        _ => console_change(office, message),
    }
}

fn mail(subject: &str, body: &str) -> Letter {
    Letter { subject: subject.into(), body: body.into() }
}

fn invitation(office: &str, message: &Message, link: &str) -> Letter {
    mail(
        &format!("Your account at {office}"),
        &format!(
            "Dear {},\n\n\
             {office} has made an account for you in its client portal. Open this link and choose a\n\
             password:\n\n{link}\n\n\
             The link works once and ends in seven days. If it has ended, ask a managing partner to\n\
             invite you again.\n\n\
             If you do not work at {office}, please ignore this message: without a password the account\n\
             cannot be used.\n\n{office}",
            message.name
        ),
    )
}

fn reset(office: &str, message: &Message, link: &str) -> Letter {
    mail(
        &format!("A new password for {office}"),
        &format!(
            "Dear {},\n\n\
             somebody asked {office} for a new password for your account. If it was you, open this link\n\
             and choose one:\n\n{link}\n\n\
             The link works once and ends in one hour. Your second factor stays as it is.\n\n\
             If it was not you, please ignore this message: your password has not changed. If it keeps\n\
             happening, tell a managing partner.\n\n{office}",
            message.name
        ),
    )
}

fn password_changed(office: &str, message: &Message, base_url: &str) -> Letter {
    mail(
        &format!("Your password at {office} was changed"),
        &format!(
            "Dear {},\n\n\
             the password of your account at {office} was changed. Every other browser was signed out.\n\n\
             If it was you, there is nothing to do. If it was not, ask for a new password at once at\n\
             {base_url}/reset and tell a managing partner.\n\n{office}",
            message.name
        ),
    )
}

fn console_change(office: &str, message: &Message) -> Letter {
    mail(
        &format!("An account at {office} was changed on the server"),
        &format!(
            "Dear {},\n\n\
             the account of {} was made or reset by a command on the server of {office}. You are told\n\
             because you are a managing partner, and because such commands stand outside the rules of\n\
             the portal.\n\n\
             If you do not know of it, ask whoever looks after the server today, and look at the audit\n\
             log.\n\n{office}",
            message.name, message.about
        ),
    )
}

fn cover(office: &str, message: &Message, base_url: &str) -> Letter {
    mail(
        &format!("A cover at {office}"),
        &format!(
            "Dear {},\n\n\
             there is a cover to know of:\n\n{}\n\n\
             You are told because it reaches a case you lead, or because it is yours. Whoever covers does\n\
             the work and decides nobody's rights; no wall is lifted, and it ends by itself.\n\n\
             If you did not expect it, look at {base_url}/covers and ask a managing partner.\n\n{office}",
            message.name, message.about
        ),
    )
}

fn documents_destroyed(office: &str, message: &Message) -> Letter {
    mail(
        &format!("Documents of a case at {office} were destroyed"),
        &format!(
            "Dear {},\n\n\
             the documents of case {} were destroyed by a command on the server of {office}.\n\
             They cannot be read again, and neither can copies of them in later backups. You are told\n\
             because you are a managing partner, and because such commands stand outside the rules of\n\
             the portal.\n\n\
             If you do not know of it, ask whoever looks after the server today: a backup of the keys from\n\
             before may still bring them back.\n\n{office}",
            message.name, message.about
        ),
    )
}

fn documents_damaged(office: &str, message: &Message) -> Letter {
    mail(
        &format!("Stored documents at {office} are damaged"),
        &format!(
            "Dear {},\n\n\
             reading back what {office} has stored found versions of documents that are damaged or\n\
             missing: {} at this time. Nothing of them is shown to anybody. You are told once a day\n\
             while it is so.\n\n\
             If nobody is at work on it, ask whoever looks after the server today: `privity vault status`\n\
             names them, and they have to come back from a backup.\n\n{office}",
            message.name, message.about
        ),
    )
}

#[cfg(test)]
mod tests {
    use domain::ids::MessageId;
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_mail_says_who_sends_it_and_what_to_do_when_it_was_not_expected() {
        let message = Message {
            id: MessageId(Uuid::nil()),
            kind: String::new(),
            name: "Noa Weil".into(),
            email: "noa@example.com".into(),
            about: "Kai Brandt".into(),
            at: Timestamp::UNIX_EPOCH,
        };
        for letter in [
            invitation("Adair & Lowe", &message, "https://p.example/invite/x"),
            reset("Adair & Lowe", &message, "https://p.example/reset/x"),
            password_changed("Adair & Lowe", &message, "https://p.example"),
            console_change("Adair & Lowe", &message),
            cover("Adair & Lowe", &message, "https://p.example"),
            documents_destroyed("Adair & Lowe", &message),
            documents_damaged("Adair & Lowe", &message),
        ] {
            let text = letter.written(&message);
            assert!(text.starts_with("To: Noa Weil <noa@example.com>\nSubject: "), "{text}");
            assert!(text.contains("Dear Noa Weil,"), "{text}");
            assert!(text.contains("\nIf "), "{text}");
            assert!(text.ends_with("Adair & Lowe\n"), "{text}");
            assert!(text.lines().all(|line| line.len() <= 100), "{text}");
        }
    }
}
