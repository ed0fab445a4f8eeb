//! The provider of texts, as what sends through it and what it calls back.

use std::fmt;
use std::sync::Arc;

use channels::{Kannel, Texter, Twilio};

/// Cheap to clone.
#[derive(Clone)]
pub enum Texts {
    Kannel(Arc<Kannel>),
    Twilio(Arc<Twilio>),
}

impl Texts {
    pub const KANNEL_REPORT: &str = "/callbacks/kannel/report";
    pub const KANNEL_INBOUND: &str = "/callbacks/kannel/inbound";
    pub const TWILIO_REPORT: &str = "/callbacks/twilio/report";
    pub const TWILIO_INBOUND: &str = "/callbacks/twilio/inbound";

    /// As rows name it.
    pub const fn name(&self) -> &'static str {
        match self {
            Texts::Kannel(_) => "kannel",
            Texts::Twilio(_) => "twilio",
        }
    }

    pub(crate) fn sender(&self) -> Arc<dyn Texter> {
        match self {
            Texts::Kannel(kannel) => Arc::clone(kannel) as _,
            Texts::Twilio(twilio) => Arc::clone(twilio) as _,
        }
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
