use std::{
    collections::HashMap,
    sync::atomic::{AtomicU32, Ordering},
};

use secrecy::ExposeSecret;

use super::*;

const KEY: &str = "3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs=";

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("privity-config-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

fn load(file: &str, env: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = Folder::new();
    let path = folder.file("privity.toml", file, 0o600);
    let env: HashMap<_, _> = env.iter().copied().collect();
    Config::load(Some(&path), |name| env.get(name).map(|value| (*value).to_owned()))
}

fn production(env: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let sound = [
        ("PRIVITY_BASE_URL", "https://portal.example"),
        ("PRIVITY_SECRET_KEY", KEY),
        ("PRIVITY_VAULT_MASTER_KEY", KEY),
    ];
    load("", &[&sound, env].concat())
}

#[track_caller]
fn refused<T>(loaded: Result<T, ConfigError>, parts: &[&str]) {
    let Err(ConfigError(message)) = loaded else { panic!("not refused") };
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
}

#[test]
fn production_needs_an_address_and_a_key_and_no_more() {
    let config = production(&[]).unwrap();
    assert_eq!(config.mode, Mode::Production);
    assert_eq!(config.base_url, "https://portal.example");
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.data, Path::new("/var/lib/privity"));
    assert!(config.database.urls.is_none());
    assert_eq!(config.log, Log { level: tracing::Level::INFO, format: LogFormat::Json });
    assert_eq!(config.session, Session { idle_minutes: 480, absolute_hours: 24 });
    assert_eq!(config.secret_key.expose_secret()[..4], [0xde, 0xad, 0xbe, 0xef]);
    refused(load("", &[]), &["`base_url`", "PRIVITY_BASE_URL", "missing"]);
    let only_address = [("PRIVITY_BASE_URL", "https://portal.example")];
    refused(load("", &only_address), &["`secret_key_file`", "missing", "/dev/urandom"]);
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = format!(
        "base_url = 'https://file.example'\nlisten = '127.0.0.1:4000'\nsecret_key = '{KEY}'\n[session]\nidle_minutes = 30\n[vault]\nmaster_key = '{KEY}'\n"
    );
    let config = load(&file, &[("PRIVITY_LISTEN", "127.0.0.1:5000")]).unwrap();
    assert_eq!(config.listen.port(), 5000);
    assert_eq!(config.base_url, "https://file.example");
    assert_eq!(config.session.idle_minutes, 30);
}

#[test]
fn a_wrong_value_is_refused_with_its_field_and_source() {
    refused(production(&[("PRIVITY_LISTEN", "127.0.0.1:99999")]), &["`listen`", "PRIVITY_LISTEN"]);
    refused(load("mode = 'test'", &[]), &["`mode`", "privity.toml", "production nor demo"]);
    refused(production(&[("PRIVITY_LOG_LEVEL", "loud")]), &["`log.level`", "PRIVITY_LOG_LEVEL"]);
    refused(production(&[("PRIVITY_LOG_FORMAT", "xml")]), &["`log.format`", "json"]);
    refused(production(&[("PRIVITY_TRUSTED_PROXY", "proxy")]), &["`trusted_proxy`"]);
    refused(
        production(&[("PRIVITY_DATABASE_POOL_SIZE", "1")]),
        &["database.pool_size", "2 to 500"],
    );
    refused(production(&[("PRIVITY_SESSION_IDLE_MINUTES", "-1")]), &["session.idle_minutes"]);
    let longer = [("PRIVITY_SESSION_IDLE_MINUTES", "120"), ("PRIVITY_SESSION_ABSOLUTE_HOURS", "1")];
    refused(production(&longer), &["session.idle_minutes", "session.absolute_hours"]);
}

#[test]
fn a_field_that_does_not_exist_is_refused_by_its_name() {
    refused(load("base_ulr = 'https://x.example'", &[]), &["`base_ulr`", "privity.toml"]);
    refused(load("[database]\nurl = 'x'", &[]), &["`database.url`"]);
    refused(load("listen = 3.5", &[]), &["`listen`", "float"]);
}

#[test]
fn a_broken_file_is_refused_by_its_line_and_never_quoted() {
    let broken = load("mode = 'demo'\nsecret_key = 'hunter2\n", &[]);
    refused(broken, &["privity.toml, line 2"]);
    let ConfigError(message) = load("secret_key = 'hunter2\n", &[]).unwrap_err();
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let none = Config::load(Some(Path::new("/nowhere/privity.toml")), |_| None);
    refused(none, &["/nowhere/privity.toml", "cannot be read"]);
    let named = Config::load(None, |name| {
        (name == "PRIVITY_CONFIG").then(|| "/nowhere/other.toml".to_owned())
    });
    refused(named, &["/nowhere/other.toml"]);
}

#[test]
fn the_base_url_is_https_except_on_this_machine() {
    let given = |url: &str| production(&[("PRIVITY_BASE_URL", url)]);
    refused(given("http://portal.example"), &["`base_url`", "https://"]);
    refused(given("ftp://localhost"), &["`base_url`"]);
    refused(given("portal.example"), &["`base_url`"]);
    refused(given("https://portal.example/app"), &["`base_url`", "more than"]);
    refused(given("https://me@portal.example"), &["`base_url`", "more than"]);
    refused(given("http://localhost.example"), &["`base_url`"]);
    for (url, kept) in [
        ("https://Portal.Example/", "https://portal.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ] {
        assert_eq!(given(url).unwrap().base_url, kept);
    }
}

#[test]
fn production_listens_to_the_network_only_behind_a_proxy() {
    let open = ("PRIVITY_LISTEN", "0.0.0.0:3000");
    refused(production(&[open]), &["`listen`", "trusted_proxy"]);
    assert!(production(&[open, ("PRIVITY_TRUSTED_PROXY", "10.0.0.1")]).is_ok());
}

#[test]
fn all_database_roles_are_named_and_differ() {
    let names = ["OWNER", "APP", "JOBS"].map(|name| format!("PRIVITY_DATABASE_{name}_URL"));
    let [owner, app, jobs] = names.each_ref().map(String::as_str);
    let url = |role: &str| format!("postgres://privity_{role}:hunter2@db/privity");
    let (one, two, three) = (url("owner"), url("app"), url("jobs"));
    let all = [(owner, one.as_str()), (app, two.as_str()), (jobs, three.as_str())];
    let urls = production(&all).unwrap().database.urls.unwrap();
    assert_eq!((urls.app.expose_secret(), urls.jobs.expose_secret()), (&*two, &*three));
    for (nth, field) in ["owner", "app", "jobs"].into_iter().enumerate() {
        let without: Vec<_> =
            all.iter().enumerate().filter(|(n, _)| *n != nth).map(|(_, each)| *each).collect();
        refused(production(&without), &[&format!("`database.{field}_url`"), "missing"]);
    }
    for (same, said) in [
        ([all[0], (app, &one), all[2]], "`database.app_url`"),
        ([all[0], all[1], (jobs, &two)], "`database.jobs_url`"),
        ([all[0], all[1], (jobs, &one)], "`database.jobs_url`"),
    ] {
        refused(production(&same), &[said, "same role"]);
        let ConfigError(message) = production(&same).unwrap_err();
        assert!(!message.contains("hunter2"), "{message}");
    }
    refused(production(&[(owner, "mysql://db"), all[1], all[2]]), &["`database.owner_url`"]);
}

#[test]
fn a_scanner_is_named_by_its_socket_or_its_host_and_port() {
    let given = |address: &str| production(&[("PRIVITY_VAULT_CLAMD", address)]);
    assert_eq!(given("").unwrap().vault.clamd, None);
    let socket = office::malware::Address::Socket("/run/clamav/clamd.ctl".into());
    let file = format!(
        "base_url = 'https://portal.example'\nsecret_key = '{KEY}'\n[vault]\nmaster_key = '{KEY}'\nclamd = '/run/clamav/clamd.ctl'"
    );
    assert_eq!(load(&file, &[]).unwrap().vault.clamd, Some(socket));
    let host = office::malware::Address::Host { name: "scanner.example".into(), port: 3310 };
    assert_eq!(given("scanner.example:3310").unwrap().vault.clamd, Some(host));
    refused(given("clamd.ctl"), &["`vault.clamd`", "PRIVITY_VAULT_CLAMD", "nor host:port."]);
    refused(given(&format!("/{}", "a".repeat(107))), &["`vault.clamd`", "107 bytes"]);
}

#[test]
fn a_weak_or_public_key_is_refused() {
    let given = |key: &str| production(&[("PRIVITY_SECRET_KEY", key)]);
    refused(given("c2hvcnQ="), &["`secret_key`", "5 bytes instead of 32"]);
    refused(given("not base64!"), &["`secret_key`", "base64"]);
    refused(given(EXAMPLE_KEY), &["`secret_key`", "example"]);
    refused(given(&STANDARD.encode([7; 32])), &["`secret_key`"]);
    refused(
        production(&[("PRIVITY_SECRET_KEY_FILE", "/x")]),
        &["`secret_key_file`", "one of them"],
    );
}

#[test]
fn a_key_file_others_may_read_is_refused() {
    let folder = Folder::new();
    let given = |mode: u32| {
        let path = folder.file(&format!("key-{mode:o}"), KEY, mode);
        let path = path.display().to_string();
        let address = ("PRIVITY_BASE_URL", "https://portal.example");
        load(
            "",
            &[
                address,
                ("PRIVITY_SECRET_KEY_FILE", &path),
                ("PRIVITY_VAULT_MASTER_KEY_FILE", &path),
            ],
        )
    };
    refused(given(0o644), &["`secret_key_file`", "0644", "chmod 400"]);
    refused(given(0o440), &["`secret_key_file`", "0440"]);
    assert!(given(0o400).is_ok());
    assert!(given(0o600).is_ok());
}

#[test]
fn the_demo_makes_its_key_once_and_production_refuses_it() {
    let folder = Folder::new();
    let data = folder.0.join("data").display().to_string();
    let demo =
        || load("mode = 'demo'", &[("PRIVITY_DATA", &data), ("PRIVITY_LISTEN", "127.0.0.1:81")]);
    let (first, second) = (demo().unwrap(), demo().unwrap());
    assert_eq!(first.secret_key.expose_secret(), second.secret_key.expose_secret());
    assert_eq!(first.base_url, "http://localhost:81");
    assert_eq!(first.log.format, LogFormat::Text);
    let key = folder.0.join("data/secret.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let key = key.display().to_string();
    let address = ("PRIVITY_BASE_URL", "https://portal.example");
    let reused = load("", &[address, ("PRIVITY_SECRET_KEY_FILE", &key)]);
    refused(reused, &["`secret_key_file`", "demo"]);
}

#[test]
fn a_printed_configuration_keeps_its_secrets() {
    let url = ("PRIVITY_DATABASE_OWNER_URL", "postgres://privity_owner:hunter2@db/privity");
    let app = ("PRIVITY_DATABASE_APP_URL", "postgres://privity_app:hunter2@db/privity");
    let jobs = ("PRIVITY_DATABASE_JOBS_URL", "postgres://privity_jobs:hunter2@db/privity");
    let mut env = vec![url, app, jobs];
    env.extend([MAIL, &[("PRIVITY_MAIL_PASSWORD", "hunter2")]].concat());
    env.extend([KANNEL, &[("PRIVITY_TEXTS_KANNEL_PASSWORD", "hunter2")]].concat());
    let printed = format!("{:?}", production(&env).unwrap());
    assert!(!printed.contains("hunter2"), "{printed}");
    assert!(!printed.contains("222, 173"), "{printed}");
}

#[test]
fn the_documentation_lists_every_field_and_variable() {
    let page = include_str!("../../../docs/configuration.md");
    for field in settings::FIELDS {
        let row = format!("| `{field}` | `{}` |", settings::variable(field));
        assert!(page.contains(&row), "docs/configuration.md lacks the row {row}");
    }
    assert!(page.contains(EXAMPLE_KEY));
}

#[test]
fn production_needs_the_key_of_the_vault() {
    let sound = [("PRIVITY_BASE_URL", "https://portal.example"), ("PRIVITY_SECRET_KEY", KEY)];
    refused(load("", &sound), &["vault.master_key_file", "protects all documents"]);
    let short = [("PRIVITY_VAULT_MASTER_KEY", "c2hvcnQ=")];
    refused(load("", &[&sound[..], &short].concat()), &["vault.master_key", "32 random bytes"]);
}

#[test]
fn a_bucket_needs_its_account_and_no_folder_beside_it() {
    let bucket = ("PRIVITY_VAULT_S3_BUCKET", "papers");
    refused(production(&[bucket]), &["vault.s3_access_key_id"]);
    refused(
        production(&[bucket, ("PRIVITY_VAULT_FOLDER", "/srv/vault")]),
        &["vault.folder", "stands beside `vault.s3_bucket`"],
    );
}

const MAIL: &[(&str, &str)] = &[
    ("PRIVITY_MAIL_HOST", "mail.example"),
    ("PRIVITY_MAIL_FROM", "office@example.com"),
    ("PRIVITY_MAIL_USER", "portal"),
];

const KANNEL: &[(&str, &str)] = &[
    ("PRIVITY_TEXTS_PROVIDER", "kannel"),
    ("PRIVITY_TEXTS_FROM", "22333"),
    ("PRIVITY_TEXTS_KANNEL_USER", "privity"),
    ("PRIVITY_TEXTS_KANNEL_SECRET", "0123456789abcdef0123456789abcdef"),
];

#[test]
fn nothing_leaves_the_machine_unless_it_says_by_what() {
    let config = production(&[]).unwrap();
    assert!(config.mail.is_none() && config.texts.is_none());
    let kept = [("PRIVITY_TEXTS_PROVIDER", "outbox"), ("PRIVITY_TEXTS_FROM", "22333")];
    assert!(production(&kept).unwrap().texts.is_none());
    // whoever forgot the first word of it is told, and not left to believe that it is sent
    for (given, missing) in [
        (("PRIVITY_MAIL_FROM", "office@example.com"), "`mail.host`"),
        (("PRIVITY_MAIL_BURST", "5"), "`mail.host`"),
        (("PRIVITY_TEXTS_FROM", "22333"), "`texts.provider`"),
    ] {
        refused(production(&[given]), &[missing, "missing"]);
    }
}

#[test]
fn mail_goes_over_a_network_with_tls_and_a_password_only() {
    let with = |more: &[(&'static str, &'static str)]| production(&[MAIL, more].concat());
    let password = ("PRIVITY_MAIL_PASSWORD", "hunter2");
    assert_eq!(with(&[password]).unwrap().mail.unwrap().pace, Pace { rate: 10.0, burst: 50.0 });
    refused(with(&[]), &["`mail.password_file`", "missing"]);
    let plain = ("PRIVITY_MAIL_SECURITY", "none");
    refused(with(&[password, plain]), &["`mail.host`", "needs TLS"]);
    assert!(with(&[password, plain, ("PRIVITY_MAIL_HOST", "127.0.0.1")]).is_ok());
    refused(with(&[password, ("PRIVITY_MAIL_SECURITY", "ssl")]), &["`mail.security`"]);
    refused(with(&[password, ("PRIVITY_MAIL_FROM", "office")]), &["`mail.from`"]);
    refused(with(&[password, ("PRIVITY_MAIL_PORT", "65536")]), &["`mail.port`"]);
    refused(with(&[password, ("PRIVITY_MAIL_PER_MINUTE", "0")]), &["`mail.per_minute`"]);
    refused(
        with(&[password, ("PRIVITY_MAIL_DKIM_DOMAIN", "example.com")]),
        &["`mail.dkim_selector`", "belong together"],
    );
}

#[test]
fn a_secret_of_mail_or_texts_is_read_from_a_file_for_its_owner_alone() {
    let folder = Folder::new();
    let given = |name: &str, text: &str, mode| {
        let path = folder.file(name, text, mode).display().to_string();
        production(&[MAIL, &[("PRIVITY_MAIL_PASSWORD_FILE", path.as_str())]].concat())
    };
    assert!(given("sound", "hunter2\n", 0o400).is_ok());
    refused(given("open", "hunter2", 0o644), &["`mail.password_file`", "0644"]);
    refused(given("empty", "\n", 0o400), &["`mail.password_file`", "empty"]);
    let key = folder.file("dkim", "-----BEGIN PRIVATE KEY-----\nhunter2\n", 0o400);
    let key = key.display().to_string();
    let dkim = [
        ("PRIVITY_MAIL_PASSWORD", "x"),
        ("PRIVITY_MAIL_DKIM_DOMAIN", "example.com"),
        ("PRIVITY_MAIL_DKIM_SELECTOR", "portal"),
        ("PRIVITY_MAIL_DKIM_KEY_FILE", key.as_str()),
    ];
    let ConfigError(message) = production(&[MAIL, &dkim].concat()).unwrap_err();
    assert!(message.contains("`mail.dkim_key_file`") && !message.contains("hunter2"), "{message}");
}

#[test]
fn a_provider_of_payments_is_configured_whole_or_not_at_all() {
    assert!(production(&[]).unwrap().payments.is_none());
    let (key, signing) = ("PRIVITY_PAYMENTS_STRIPE_KEY", "PRIVITY_PAYMENTS_STRIPE_SIGNING_SECRET");
    let provider = ("PRIVITY_PAYMENTS_PROVIDER", "stripe");
    let all = [provider, (key, "sk_live_hunter2"), (signing, "whsec_hunter2")];
    let config = production(&all).unwrap();
    assert_eq!(config.payments.as_ref().unwrap().cashier.name(), "stripe");
    assert!(!format!("{config:?}").contains("hunter2"));
    refused(production(&[all[1]]), &["`payments.provider`", "missing"]);
    refused(production(&all[..1]), &["`payments.stripe_key_file`", "missing"]);
    refused(production(&all[..2]), &["`payments.stripe_signing_secret_file`", "missing"]);
    let clear = ("PRIVITY_PAYMENTS_STRIPE_URL", "http://api.example.com");
    refused(production(&[&all[..], &[clear]].concat()), &["`payments.provider`", "https://"]);
    refused(production(&[("PRIVITY_PAYMENTS_PROVIDER", "pigeon")]), &["neither stripe nor none"]);
    let none = ("PRIVITY_PAYMENTS_PROVIDER", "none");
    assert!(production(&[none]).unwrap().payments.is_none());
}

#[test]
fn a_provider_of_texts_has_its_secrets_and_is_not_spoken_to_in_clear() {
    let with = |more: &[(&'static str, &'static str)]| production(&[KANNEL, more].concat());
    let password = ("PRIVITY_TEXTS_KANNEL_PASSWORD", "x");
    assert_eq!(with(&[password]).unwrap().texts.unwrap().texts.name(), "kannel");
    refused(with(&[]), &["`texts.kannel_password_file`", "missing"]);
    refused(with(&[password, ("PRIVITY_TEXTS_KANNEL_SECRET", "short")]), &["32 characters"]);
    refused(
        with(&[password, ("PRIVITY_TEXTS_KANNEL_SECRET", "")]),
        &["`texts.kannel_secret_file`"],
    );
    let elsewhere = ("PRIVITY_TEXTS_KANNEL_URL", "http://10.0.0.1:13013/cgi-bin/sendsms");
    refused(with(&[password, elsewhere]), &["`texts.provider`", "https://"]);
    let callback = ("PRIVITY_TEXTS_CALLBACK_URL", "http://10.0.0.2:3000");
    refused(with(&[password, callback]), &["`texts.provider`", "https://"]);
    assert!(with(&[password, ("PRIVITY_TEXTS_CALLBACK_URL", "http://127.0.0.1:3000/")]).is_ok());
    let twilio = ("PRIVITY_TEXTS_PROVIDER", "twilio");
    refused(with(&[twilio]), &["`texts.twilio_account`", "missing"]);
    let account = ("PRIVITY_TEXTS_TWILIO_ACCOUNT", "AC123");
    refused(with(&[twilio, account]), &["`texts.twilio_token_file`", "missing"]);
    assert!(with(&[twilio, account, ("PRIVITY_TEXTS_TWILIO_TOKEN", "x")]).is_ok());
    refused(with(&[("PRIVITY_TEXTS_PROVIDER", "pigeon")]), &["neither kannel, twilio nor outbox"]);
}
