//! The first step: who is it, and a password.

use domain::account::{DemoAccount, Door, SignInForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Asked, api, next};
use crate::enhance::LiveForms;
use crate::page::{Done, flash_id, page};
use crate::routes;
use crate::ui::button::{Button, Look};
use crate::ui::field::TextField;
use crate::ui::form::{FormMessage, Hidden, PostForm};
use crate::ui::gate::Gate;

#[component]
pub fn SignIn() -> impl IntoView {
    page("Sign in", "page", api::door_page(flash_id()), |asked| view! { <Ask asked=asked /> })
}

#[component]
fn Ask(asked: Asked<SignInForm, Door>) -> impl IntoView {
    let Asked { form, message, errors, context } = asked;
    let Door { office, demo_accounts, demo_password } = context;
    // Only the password is to be typed again.
    let again = !form.email.is_empty();
    let forgot = view! {
        <a class="sm" href=routes::ASK_RESET>
            "Forgot it?"
        </a>
    }
    .into_any();
    view! {
        <Gate
            title=office
            lead="Staff sign-in"
            foot="No account yet? A managing partner can invite you."
        >
            <Done />
            <PostForm action=api::SignIn::url()>
                <FormMessage message=message errors=errors.clone() />
                <Hidden name="next" value=next(form.next) />
                <TextField
                    name="email"
                    label="Work email"
                    kind="email"
                    autocomplete="username"
                    value=form.email
                    error=errors.of("email")
                    required=true
                    autofocus=!again
                />
                <TextField
                    name="password"
                    label="Password"
                    kind="password"
                    autocomplete="current-password"
                    error=errors.of("password")
                    required=true
                    autofocus=again
                    aside=forgot
                />
                <Button look=Look::Primary block=true>
                    "Continue"
                </Button>
            </PostForm>
            <p class="sm">
                "Are you a client? "
                <a href=routes::PORTAL_SIGN_IN>"Sign in to the client portal"</a>
                "."
            </p>
            {demo_password.map(|password| view! { <Demo accounts=demo_accounts password=password /> })}
            <LiveForms />
        </Gate>
    }
}

/// Who one can be in the demo.
#[component]
fn Demo(accounts: Vec<DemoAccount>, password: String) -> impl IntoView {
    view! {
        <details class="demo">
            <summary>"Accounts of this demo office"</summary>
            <p>"Everybody’s password is " <code>{password}</code></p>
            <dl>
                {by_role(accounts)
                    .into_iter()
                    .map(|(role, accounts)| {
                        view! {
                            <dt>{role}</dt>
                            {accounts
                                .into_iter()
                                .map(|account| {
                                    view! {
                                        <dd>
                                            {account.name} <code>{account.email}</code>
                                        </dd>
                                    }
                                })
                                .collect_view()}
                        }
                    })
                    .collect_view()}
            </dl>
            <p class="muted">
                "The managing partner is asked for a code as well. The terminal that started the demo shows where it comes from."
            </p>
        </details>
    }
}

/// In the order in which the roles first come up.
fn by_role(accounts: Vec<DemoAccount>) -> Vec<(String, Vec<DemoAccount>)> {
    let mut groups: Vec<(String, Vec<DemoAccount>)> = Vec::new();
    for account in accounts {
        match groups.iter_mut().find(|(role, _)| *role == account.role) {
            Some((_, group)) => group.push(account),
            None => groups.push((account.role.clone(), vec![account])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_stand_together_by_role() {
        let account = |name: &str, role: &str| DemoAccount {
            name: name.into(),
            email: name.into(),
            role: role.into(),
        };
        let groups = by_role(vec![
            account("a", "Billing"),
            account("b", "Paralegal"),
            account("c", "Billing"),
        ]);
        let names: Vec<_> = groups
            .iter()
            .map(|(role, group)| {
                (role.as_str(), group.iter().map(|a| a.name.as_str()).collect::<String>())
            })
            .collect();
        assert_eq!(names, [("Billing", "ac".to_owned()), ("Paralegal", "b".to_owned())]);
    }
}
