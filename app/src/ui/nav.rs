//! The margin of every signed-in page: where one can go, and who one is.

use domain::access::{Action, Level, Role, Standing, may};
use domain::frame::Frame;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::location::RequestUrl;

use super::brand::Brand;
use super::form::{Hidden, PostForm};
use super::icon::Icon;
use super::person::Who;
use super::sheet::StaffSheet;
use crate::Theme;
use crate::account::api::SetTheme;
use crate::door::api::SignOut;

/// Which entry of the navigation a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    Today,
    Calendar,
    Cases,
    Documents,
    Filing,
    Requests,
    Clients,
    Messages,
    Calls,
    CallList,
    Enquiries,
    Conflicts,
    Walls,
    Retention,
    Time,
    Billing,
    Attendance,
    Staff,
    Audit,
    Settings,
    Outbox,
    Account,
    /// A page of no entry.
    None,
}

impl Here {
    /// What the entry is called.
    pub const fn words(self) -> &'static str {
        match self {
            Here::Today => "Today",
            Here::Calendar => "Calendar",
            Here::Cases => "Cases",
            Here::Documents => "Documents",
            Here::Filing => "Filing queue",
            Here::Requests => "From clients",
            Here::Clients => "Clients",
            Here::Messages => "Messages",
            Here::Calls => "Calls",
            Here::CallList => "Call list",
            Here::Enquiries => "Enquiries",
            Here::Conflicts => "Conflict checks",
            Here::Walls => "Walls",
            Here::Retention => "Retention",
            Here::Time => "Time",
            Here::Billing => "Billing",
            Here::Attendance => "Attendance",
            Here::Staff => "Staff & access",
            Here::Audit => "Audit log",
            Here::Settings => "Settings",
            Here::Outbox => "Outbox",
            Here::Account => "Your account",
            Here::None => "",
        }
    }
}

/// The navigation. An entry the caller cannot open is not there.
#[component]
pub fn Nav(frame: Frame, here: Here) -> impl IntoView {
    let oversight = oversight(&frame);
    let front_desk = front_desk(&frame, here);
    let rings = call_list(&frame, here);
    let books = may(frame.role, Action::SeeReceivables, &Standing::OUTSIDE);
    view! {
        <StaffSheet />
        <nav class="nav" id="nav" aria-label="Main" tabindex="-1">
            <div>
                <Brand href="/" />
                <p class="nav__firm">{frame.office.clone()}</p>
            </div>
            <ul>
                <Entry href="/today" icon="today" words="Today" current=here == Here::Today />
                <Entry href="/calendar" icon="calendar" words="Calendar" current=here == Here::Calendar />
                <Entry href="/cases" icon="case" words="Cases" current=here == Here::Cases>
                    <span class="nav__count">{frame.open_cases}<span class="vh">" open"</span></span>
                </Entry>
                <Entry href="/documents" icon="note" words="Documents" current=here == Here::Documents />
                <Entry href="/filing" icon="download" words="Filing queue" current=here == Here::Filing>
                    {(frame.scans > 0)
                        .then(|| {
                            view! {
                                <span class="nav__count nav__count--due">
                                    {frame.scans}<span class="vh">" waiting"</span>
                                </span>
                            }
                        })}
                </Entry>
                {may(frame.role, Action::SeeRequests, &Standing::at(Level::View))
                    .then(|| {
                        view! {
                            <Entry
                                href="/requests"
                                icon="upload"
                                words="From clients"
                                current=here == Here::Requests
                            />
                        }
                    })}
                <Entry href="/clients" icon="clients" words="Clients" current=here == Here::Clients />
                <Entry href="/messages" icon="mail" words="Messages" current=here == Here::Messages>
                    {(frame.messages > 0)
                        .then(|| {
                            view! {
                                <span class="nav__count nav__count--due">
                                    {frame.messages}<span class="vh">" waiting"</span>
                                </span>
                            }
                        })}
                </Entry>
                <Entry href="/calls" icon="phone" words="Calls" current=here == Here::Calls>
                    {(frame.calls > 0)
                        .then(|| {
                            view! {
                                <span class="nav__count nav__count--due">
                                    {frame.calls}<span class="vh">" waiting"</span>
                                </span>
                            }
                        })}
                </Entry>
                <Entry href="/time" icon="clock" words="Time" current=here == Here::Time />
                {books.then(|| {
                    view! {
                        <Entry href="/billing" icon="note" words="Billing" current=here == Here::Billing>
                            {(frame.bills > 0)
                                .then(|| {
                                    view! {
                                        <span class="nav__count nav__count--due">
                                            {frame.bills}<span class="vh">" waiting"</span>
                                        </span>
                                    }
                                })}
                        </Entry>
                    }
                })}
                {rings}
                {front_desk}
            </ul>
            <div>
                <h2 class="nav__head">"Oversight"</h2>
                <ul>
                    {oversight
                        .into_iter()
                        .map(|entry| {
                            view! {
                                <Entry
                                    href=entry.href
                                    icon=entry.icon
                                    words=entry.words
                                    current=here == entry.here
                                >
                                    {(entry.due > 0)
                                        .then(|| {
                                            view! {
                                                <span class="nav__count nav__count--due">
                                                    {entry.due}<span class="vh">" waiting"</span>
                                                </span>
                                            }
                                        })}
                                </Entry>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
            <Me frame=frame current=here == Here::Account />
        </nav>
    }
}

/// Whom to ring, for whoever may open that list.
fn call_list(frame: &Frame, here: Here) -> impl IntoView + use<> {
    let standing = Standing { desk: frame.desk, ..Standing::OUTSIDE };
    let waiting = frame.call_list;
    may(frame.role, Action::SeeCallList, &standing).then(|| {
        view! {
            <Entry href="/call-list" icon="flag" words="Call list" current=here == Here::CallList>
                {(waiting > 0)
                    .then(|| {
                        view! {
                            <span class="nav__count nav__count--due">
                                {waiting}<span class="vh">" waiting"</span>
                            </span>
                        }
                    })}
            </Entry>
        }
    })
}

/// Enquiries and conflict checks, for those whose role has them; taking one, for the desk.
fn front_desk(frame: &Frame, here: Here) -> impl IntoView + use<> {
    let checks = may(frame.role, Action::CheckConflicts, &Standing::OUTSIDE);
    let (enquiries, questions) = (frame.enquiries, frame.questions);
    let takes = frame.desk && !checks;
    view! {
        {checks
            .then(|| {
                view! {
                    <Entry href="/enquiries" icon="user-plus" words="Enquiries" current=here == Here::Enquiries>
                        {(enquiries > 0)
                            .then(|| {
                                view! {
                                    <span class="nav__count">{enquiries}<span class="vh">" open"</span></span>
                                }
                            })}
                    </Entry>
                    <Entry href="/conflicts" icon="search" words="Conflict checks" current=here == Here::Conflicts>
                        {(questions > 0)
                            .then(|| {
                                view! {
                                    <span class="nav__count nav__count--due">
                                        {questions}<span class="vh">" waiting"</span>
                                    </span>
                                }
                            })}
                    </Entry>
                }
            })}
        {takes
            .then(|| {
                view! {
                    <Entry
                        href="/enquiries/new"
                        icon="user-plus"
                        words="Take an enquiry"
                        current=here == Here::Enquiries
                    />
                }
            })}
    }
}

struct Overseen {
    here: Here,
    href: &'static str,
    icon: &'static str,
    words: &'static str,
    /// How many wait for the caller.
    due: i64,
}

fn oversight(frame: &Frame) -> Vec<Overseen> {
    let entry = |here, href, icon, words| Overseen { here, href, icon, words, due: 0 };
    let partner = match frame.role {
        Role::ManagingPartner => true,
        Role::AssociateAttorney | Role::Paralegal | Role::Billing => false,
    };
    let standing = Standing { desk: frame.desk, ..Standing::OUTSIDE };
    let may = |action| may(frame.role, action, &standing);

    let mut entries = Vec::new();
    if partner || frame.deputy {
        let walls = entry(Here::Walls, "/walls", "wall", "Walls");
        entries.push(Overseen { due: frame.walls_to_confirm, ..walls });
        let retention = entry(Here::Retention, "/retention", "calendar", "Retention");
        entries.push(Overseen { due: frame.purges_to_confirm, ..retention });
    }
    if may(Action::SeeAttendance) {
        entries.push(entry(Here::Attendance, "/attendance", "check", "Attendance"));
    }
    // the role table and one's own screens are everybody's
    let staff = if may(Action::ManageStaff) { "/staff" } else { "/access" };
    entries.push(entry(Here::Staff, staff, "key", "Staff & access"));
    if may(Action::ReadAudit) {
        entries.push(entry(Here::Audit, "/audit", "chain", "Audit log"));
    }
    if may(Action::ManageSettings) {
        entries.push(entry(Here::Settings, "/settings", "sliders", "Settings"));
    }
    if frame.demo && partner {
        entries.push(entry(Here::Outbox, "/outbox", "mail", "Outbox"));
    }
    entries
}

#[component]
fn Entry(
    href: &'static str,
    icon: &'static str,
    words: &'static str,
    current: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <li>
            <a class="nav__link" href=href aria-current=current.then_some("page")>
                <Icon name=icon />
                {words}
                {children.map(|children| children())}
            </a>
        </li>
    }
}

/// Who is signed in, and the menu that hangs above the name. A popover: Escape and a click elsewhere
/// close it, without a script.
#[component]
fn Me(frame: Frame, current: bool) -> impl IntoView {
    let Frame { me, role, .. } = frame;
    let name = me.name.clone();
    let theme = use_context::<Theme>().and_then(|Theme(chosen)| chosen).unwrap_or("system");
    view! {
        <div class="nav__me">
            <Who person=me />
            <div class="nav__me-text grow">
                <span class="medium">{name}</span>
                <small>{role.label()}</small>
            </div>
            <button
                class="icon-btn icon-btn--sm"
                type="button"
                popovertarget="me"
                aria-label="Account, theme and sign out"
            >
                <Icon name="more" small=true />
            </button>
            <div class="menu nav__menu" id="me" popover="auto">
                <a href="/account" aria-current=current.then_some("page")>
                    <Icon name="user" />
                    "Your account"
                </a>
                <hr />
                <PostForm action=SetTheme::url() class="menu__sect">
                    <Hidden name="next" value=this_page() />
                    <span class="menu__label" id="me-theme">
                        "Theme"
                    </span>
                    <div class="seg" role="group" aria-labelledby="me-theme">
                        {[("system", "System"), ("light", "Light"), ("dark", "Dark")]
                            .map(|(word, label)| {
                                view! {
                                    <button name="theme" value=word aria-pressed=pressed(theme == word)>
                                        {label}
                                    </button>
                                }
                            })
                            .collect_view()}
                    </div>
                </PostForm>
                <hr />
                <PostForm action=SignOut::url() class="menu__form">
                    <button type="submit">
                        <Icon name="sign-out" />
                        "Sign out"
                    </button>
                </PostForm>
            </div>
        </div>
    }
}

fn pressed(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

/// The path and query of the page being rendered: where to come back to.
fn this_page() -> String {
    let Some(url) = use_context::<RequestUrl>().and_then(|url| url.parse().ok()) else {
        return "/".to_owned();
    };
    match url.search() {
        "" => url.path().to_owned(),
        query => format!("{}?{query}", url.path()),
    }
}
