//! The outbox as the demo's managing partner sees it. Whoever reads it can become anybody, so it
//! exists in the demo only: elsewhere, and for everybody else, there is none.

use domain::access::Role;
use domain::frame::Framed;
use domain::ids::MessageId;
use domain::outbox::{Kind, Letter};

use crate::console::Console;
use crate::{Caller, Error, Result, frame, words};

/// The newest messages, newest first.
///
/// # Errors
/// NotFound for anybody but a managing partner of the demo.
pub async fn list(caller: &Caller, console: &Console) -> Result<Framed<Vec<Letter>>> {
    find(caller)?;
    let mut tx = caller.begin().await?;
    let frame = frame::load(&mut tx).await?;
    let zone = caller.zone(&mut tx).await?;
    drop(tx);
    let messages = console.messages().await?;
    let body = messages
        .into_iter()
        .map(|message| {
            let kind = Kind::from_word(&message.kind)
                .ok_or_else(|| Error::internal("a message of no kind"))?;
            Ok(Letter {
                id: message.id,
                kind,
                name: message.name,
                email: message.email,
                about: message.about,
                at: words::instant(message.at, &zone),
            })
        })
        .collect::<Result<_>>()?;
    Ok(Framed { frame, body })
}

/// The text of one message. Its link is made now; the one made before it ends.
///
/// # Errors
/// NotFound, or Conflict where no link can be made any more.
pub async fn open(
    caller: &Caller,
    console: &Console,
    id: MessageId,
    base_url: &str,
) -> Result<String> {
    find(caller)?;
    console.show_message(id, base_url).await
}

fn find(caller: &Caller) -> Result<()> {
    let partner = match caller.role() {
        Role::ManagingPartner => true,
        Role::AssociateAttorney | Role::Paralegal | Role::Billing => false,
    };
    if partner && caller.office().demo { Ok(()) } else { Err(Error::NotFound) }
}
