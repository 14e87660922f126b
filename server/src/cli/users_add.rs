//! `bouclier users add`

use super::{Failure, manager, say};
use crate::config::Config;
use backend::users::NewUser;
use domain::{DisplayName, EmailAddress, EmailError, Language, NameError, NewPassword, Role};
use std::io::Read;
use zeroize::Zeroizing;

/// Far more than the longest password, so that an endless device cannot fill the memory.
const STDIN_LIMIT: u64 = 64 * 1024;

/// The account to create.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address, with which the user signs in
    #[arg(long, value_parser = email)]
    email: EmailAddress,
    /// Name as shown
    #[arg(long, value_parser = name)]
    name: DisplayName,
    /// May manage every account: the same as --role admin
    #[arg(long, conflicts_with = "role")]
    admin: bool,
    /// Role: user, helpdesk, auditor or admin
    #[arg(long, default_value = "user", value_parser = role)]
    role: Role,
    /// Language: fr, en, de, es, it or nl
    #[arg(long, default_value = "fr", value_parser = language)]
    language: Language,
    /// Read the password from standard input; without it the account has none, until it is invited
    #[arg(long)]
    password_stdin: bool,
}

/// Creates the account.
pub async fn run(config: &Config, args: Args) -> Result<(), Failure> {
    let password = if args.password_stdin {
        Some(read_password(std::io::stdin(), &args)?)
    } else {
        None
    };
    let backend = config.open().await?;
    let done = format!("created {}", args.email.as_str());
    let user = backend
        .create_user(&manager(), args.into(), password.as_ref())
        .await?;
    say(done)?;
    match backend.namesake(&manager(), user).await? {
        None => Ok(()),
        Some(admin) => say(format_args!(
            "warning: the name looks like that of the admin {:?}, whose address is {:?}",
            admin.name, admin.email
        )),
    }
}

fn read_password(input: impl Read, args: &Args) -> Result<NewPassword, Failure> {
    let mut text = Zeroizing::new(String::new());
    input
        .take(STDIN_LIMIT)
        .read_to_string(&mut text)
        .map_err(|e| Failure::new(format!("cannot read the password: {e}")))?;
    let own_words = [args.name.as_str(), args.email.as_str()];
    NewPassword::parse(without_line_end(&text), &own_words).map_err(|e| Failure::new(e.to_string()))
}

fn without_line_end(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

impl From<Args> for NewUser {
    fn from(args: Args) -> Self {
        Self {
            email: args.email,
            name: args.name,
            role: if args.admin { Role::Admin } else { args.role },
            language: args.language,
            groups: Vec::new(),
            rule: None,
        }
    }
}

fn email(text: &str) -> Result<EmailAddress, EmailError> {
    EmailAddress::parse(text)
}

fn name(text: &str) -> Result<DisplayName, NameError> {
    DisplayName::parse(text)
}

fn role(text: &str) -> Result<Role, &'static str> {
    Role::parse(text).ok_or("not one of user, helpdesk, auditor, admin")
}

fn language(text: &str) -> Result<Language, &'static str> {
    Language::parse(text).ok_or("not one of fr, en, de, es, it, nl")
}

#[cfg(test)]
mod tests {
    use super::without_line_end;

    #[test]
    fn one_line_end_is_dropped_and_everything_else_is_the_password() {
        for (text, expected) in [
            ("a b", "a b"),
            (" a\n", " a"),
            ("a\r\n", "a"),
            ("a\n\n", "a\n"),
            ("", ""),
        ] {
            assert_eq!(without_line_end(text), expected);
        }
    }
}
