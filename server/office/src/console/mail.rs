//! The texts of mails. Each says who sends it, why, and what to do when it was not expected.

use super::Message;

fn mail(message: &Message, subject: &str, body: &str) -> String {
    format!("To: {} <{}>\nSubject: {subject}\n\n{body}\n", message.name, message.email)
}

pub(super) fn invitation(office: &str, message: &Message, link: &str) -> String {
    mail(
        message,
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

pub(super) fn reset(office: &str, message: &Message, link: &str) -> String {
    mail(
        message,
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

pub(super) fn password_changed(office: &str, message: &Message, base_url: &str) -> String {
    mail(
        message,
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

pub(super) fn console_change(office: &str, message: &Message) -> String {
    mail(
        message,
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

pub(super) fn cover(office: &str, message: &Message, base_url: &str) -> String {
    mail(
        message,
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

pub(super) fn documents_destroyed(office: &str, message: &Message) -> String {
    mail(
        message,
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

pub(super) fn documents_damaged(office: &str, message: &Message) -> String {
    mail(
        message,
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
        for text in [
            invitation("Adair & Lowe", &message, "https://p.example/invite/x"),
            reset("Adair & Lowe", &message, "https://p.example/reset/x"),
            password_changed("Adair & Lowe", &message, "https://p.example"),
            console_change("Adair & Lowe", &message),
            cover("Adair & Lowe", &message, "https://p.example"),
            documents_destroyed("Adair & Lowe", &message),
            documents_damaged("Adair & Lowe", &message),
        ] {
            assert!(text.starts_with("To: Noa Weil <noa@example.com>\nSubject: "), "{text}");
            assert!(text.contains("Dear Noa Weil,"), "{text}");
            assert!(text.contains("\nIf "), "{text}");
            assert!(text.ends_with("Adair & Lowe\n"), "{text}");
            assert!(text.lines().all(|line| line.len() <= 100), "{text}");
        }
    }
}
