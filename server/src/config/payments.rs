//! Where invoices are paid online, if anywhere. Made here, once, so that half a configuration stops the start.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use channels::{Cashier, Stripe, StripeConfig, Unusable};

use super::ConfigError;
use super::channels::{alone, secret, text};
use super::settings::Settings;

/// `[payments]`. None: nothing can be paid online.
pub(crate) struct PaymentProvider {
    pub(crate) cashier: Arc<dyn Cashier>,
}

impl fmt::Debug for PaymentProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PaymentProvider({})", self.cashier.name())
    }
}

/// Somebody waits in front of a page.
const PATIENCE: Duration = Duration::from_secs(12);

pub(super) fn payments(settings: &Settings) -> Result<Option<PaymentProvider>, ConfigError> {
    let Some(provider) = text(settings, "payments.provider") else {
        return alone(settings, "payments.", "payments.provider").map(|()| None);
    };
    match provider.as_str() {
        "stripe" => {
            let config = StripeConfig {
                api_url: text(settings, "payments.stripe_url")
                    .unwrap_or_else(|| "https://api.stripe.com".into()),
                key: secret(settings, "payments.stripe_key_file", "payments.stripe_key")?,
                signing_secret: secret(
                    settings,
                    "payments.stripe_signing_secret_file",
                    "payments.stripe_signing_secret",
                )?,
                patience: PATIENCE,
            };
            let stripe = Stripe::new(config).map_err(|Unusable(why)| {
                settings.refuse(
                    "payments.provider",
                    format!("cannot be used as it is configured: {why}"),
                )
            })?;
            Ok(Some(PaymentProvider { cashier: Arc::new(stripe) }))
        }
        "none" => Ok(None),
        _ => Err(settings.refuse("payments.provider", "is neither stripe nor none")),
    }
}
