//! What is kept of an entry is read again.

use super::*;
use crate::ids::UserId;

/// The end of 31 December 2026.
const END: Timestamp = Timestamp::from_unix(1_798_761_600);

fn exemption(until: Option<Timestamp>, reason: &str) -> AuditDetail {
    let reason = reason.to_owned();
    AuditDetail::Exemption {
        until,
        reason,
        kind: None,
    }
}

const fn policy(end_sessions: bool, end_exemptions: bool) -> AuditDetail {
    AuditDetail::Policy {
        end_sessions,
        end_exemptions,
        keep_individual: false,
        grace: None,
        days_from: None,
    }
}

/// Each action with a detail: the detail, its text and its JSON.
fn cases() -> Vec<(AuditAction, AuditDetail, &'static str, &'static str)> {
    use AuditAction as Action;
    use AuditDetail as Detail;
    vec![
        (
            Action::UsersImported,
            Detail::Count(12),
            "12",
            r#"{"count":12}"#,
        ),
        (
            Action::SessionsEnded,
            Detail::Count(2),
            "2",
            r#"{"count":2}"#,
        ),
        (
            Action::RoleChanged,
            Detail::Role(Role::Admin),
            "admin",
            r#"{"role":"admin"}"#,
        ),
        (
            Action::FactorsReset,
            Detail::Reason("lost".to_owned()),
            "lost",
            r#"{"reason":"lost"}"#,
        ),
        (
            Action::UserExempted,
            exemption(Some(END), "congé"),
            "2026-12-31 · congé",
            r#"{"exemption":{"until":1798761600,"reason":"congé"}}"#,
        ),
        (
            Action::UserExempted,
            exemption(Some(END), ""),
            "2026-12-31",
            r#"{"exemption":{"until":1798761600,"reason":""}}"#,
        ),
        (
            Action::UserExempted,
            exemption(None, "congé · parental"),
            "congé · parental",
            r#"{"exemption":{"until":null,"reason":"congé · parental"}}"#,
        ),
        (
            Action::PolicyRequired,
            policy(true, true),
            "end-sessions end-exemptions",
            r#"{"policy":{"end-sessions":true,"end-exemptions":true}}"#,
        ),
        (
            Action::PolicyOptional,
            Detail::Policy {
                end_sessions: false,
                end_exemptions: false,
                keep_individual: true,
                grace: None,
                days_from: None,
            },
            "keep-individual",
            r#"{"policy":{"end-sessions":false,"end-exemptions":false,"keep-individual":true}}"#,
        ),
        (
            Action::UserDeleted,
            Detail::Email("lea@exemple.fr".to_owned()),
            "lea@exemple.fr",
            r#"{"email":"lea@exemple.fr"}"#,
        ),
        (
            Action::AuditExported,
            Detail::Format("csv".to_owned()),
            "csv",
            r#"{"format":"csv"}"#,
        ),
        (Action::SignedIn, Detail::Nothing, "", r#""nothing""#),
    ]
}

#[test]
fn what_either_version_has_stored_is_read_and_shown_as_the_same_text() {
    for (action, detail, text, json) in cases() {
        assert_eq!(AuditDetail::from_text(action, text), detail);
        assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), detail);
        assert_eq!(serde_json::to_string(&detail).unwrap(), json);
        assert_eq!(detail.to_string(), text);
    }
}

#[test]
fn attack_39_a_changed_profile_says_what_it_was_and_what_it_is() {
    let profile = AuditDetail::Profile {
        name: Change::between("Max Martin".to_owned(), "Ada Byron".to_owned()),
        language: Change::between(Language::Fr, Language::En),
    };
    assert_eq!(profile.to_string(), "Max Martin → Ada Byron · fr → en");
    let json = r#"{"profile":{"name":{"from":"Max Martin","to":"Ada Byron"},"language":{"from":"fr","to":"en"}}}"#;
    assert_eq!(serde_json::to_string(&profile).unwrap(), json);
    assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), profile);
    assert_eq!(Change::between("a", "a"), None);
    let address = Change::between("bob@exemple.fr".to_owned(), "max@exemple.fr".to_owned());
    let address = AuditDetail::Address(address.unwrap());
    assert_eq!(address.to_string(), "bob@exemple.fr → max@exemple.fr");
    let json = r#"{"address":{"from":"bob@exemple.fr","to":"max@exemple.fr"}}"#;
    assert_eq!(serde_json::to_string(&address).unwrap(), json);
    assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), address);
}

#[test]
fn a_changed_organisation_says_what_it_was_and_what_it_is() {
    let change = |from: &str, to: &str| Change::between(from.to_owned(), to.to_owned());
    let changed = AuditDetail::Organisation {
        name: change("", "Mairie"),
        contact: change("a", "a"),
        time_zone: change("UTC", "Europe/Paris"),
        sentence: None,
        reminder_days: None,
    };
    assert_eq!(changed.to_string(), " → Mairie · UTC → Europe/Paris");
    let json = r#"{"organisation":{"name":{"from":"","to":"Mairie"},"contact":null,"time-zone":{"from":"UTC","to":"Europe/Paris"}}}"#;
    assert_eq!(serde_json::to_string(&changed).unwrap(), json);
    assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), changed);
    let said = AuditDetail::Organisation {
        name: None,
        contact: None,
        time_zone: None,
        sentence: change("", "Merci."),
        reminder_days: None,
    };
    assert_eq!(said.to_string(), " → Merci.");
    let json = serde_json::to_string(&said).unwrap();
    assert_eq!(serde_json::from_str::<AuditDetail>(&json).unwrap(), said);
}

#[test]
fn attack_39_who_gave_a_link_or_code_is_kept_with_number_name_and_address() {
    for (id, email, json, text) in [
        (
            Some(UserId::new(7)),
            None,
            r#"{"given-by":{"id":7,"name":"Ada Byron"}}"#,
            "Ada Byron · 7",
        ),
        (
            Some(UserId::new(7)),
            Some("eve@exemple.fr".to_owned()),
            r#"{"given-by":{"id":7,"name":"Ada Byron","email":"eve@exemple.fr"}}"#,
            "Ada Byron (eve@exemple.fr) · 7",
        ),
        (
            None,
            None,
            r#"{"given-by":{"id":null,"name":"Ada Byron"}}"#,
            "Ada Byron",
        ),
    ] {
        let name = "Ada Byron".to_owned();
        let detail = AuditDetail::GivenBy(Giver { id, name, email });
        assert_eq!(serde_json::to_string(&detail).unwrap(), json);
        assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), detail);
        assert_eq!(detail.to_string(), text);
    }
}

#[test]
fn nothing_is_lost_of_what_an_older_entry_says_and_cannot_be_read() {
    for action in [
        AuditAction::UsersImported,
        AuditAction::RoleChanged,
        AuditAction::SignedIn,
        AuditAction::PolicyRequired,
    ] {
        let read = AuditDetail::from_text(action, "un peu");
        assert_eq!(read, AuditDetail::Text("un peu".to_owned()), "{action}");
        assert_eq!(read.to_string(), "un peu");
    }
    let count = AuditDetail::from_text(AuditAction::UsersImported, "007");
    assert_eq!(count, AuditDetail::Text("007".to_owned()));
}

#[test]
fn what_is_done_to_many_says_what_and_to_how_many() {
    let detail = AuditDetail::Bulk {
        kind: BulkKind::EndSessions,
        count: 12,
        grace: None,
    };
    assert_eq!(detail.to_string(), "end-sessions · 12");
    let json = serde_json::to_string(&detail).unwrap();
    assert_eq!(json, r#"{"bulk":{"kind":"end-sessions","count":12}}"#);
    assert_eq!(serde_json::from_str::<AuditDetail>(&json).unwrap(), detail);
    let with_time = AuditDetail::Bulk {
        kind: BulkKind::Require,
        count: 3,
        grace: Some(Grace::Days(14)),
    };
    assert_eq!(with_time.to_string(), "require · 3 · P14D");
    let json = serde_json::to_string(&with_time).unwrap();
    let read = serde_json::from_str::<AuditDetail>(&json).unwrap();
    assert_eq!(read, with_time);
}

#[test]
fn what_is_done_to_a_group_names_it() {
    let name = "Ventes".to_owned();
    let other = Change::between(name.clone(), "Nord".to_owned()).unwrap();
    let rule = |end_sessions| AuditDetail::GroupRule {
        group: name.clone(),
        end_sessions,
        grace: None,
        days_from: None,
    };
    for (detail, text, json) in [
        (
            AuditDetail::Group(name.clone()),
            "Ventes",
            r#"{"group":"Ventes"}"#,
        ),
        (
            AuditDetail::GroupName(other),
            "Ventes → Nord",
            r#"{"group-name":{"from":"Ventes","to":"Nord"}}"#,
        ),
        (
            rule(true),
            "Ventes · end-sessions",
            r#"{"group-rule":{"group":"Ventes","end-sessions":true}}"#,
        ),
        (
            rule(false),
            "Ventes",
            r#"{"group-rule":{"group":"Ventes","end-sessions":false}}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&detail).unwrap(), json);
        assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), detail);
        assert_eq!(detail.to_string(), text);
    }
}

#[test]
fn an_undone_change_of_the_policy_says_which_one_it_was() {
    let undone = AuditDetail::UndonePolicy {
        policy: Policy::Optional,
        at: END,
        by: "Ada Byron".to_owned(),
    };
    let text = "optional · 2027-01-01T00:00:00Z · Ada Byron";
    assert_eq!(undone.to_string(), text);
    let json = r#"{"undone-policy":{"policy":"optional","at":1798761600,"by":"Ada Byron"}}"#;
    assert_eq!(serde_json::to_string(&undone).unwrap(), json);
    assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), undone);
}

#[test]
fn a_policy_that_changed_nothing_else_says_nothing_more() {
    assert_eq!(policy(false, false).to_string(), "");
    assert_eq!(policy(false, true).to_string(), "end-exemptions");
}

#[test]
fn an_exemption_keeps_its_kind() {
    let detail = AuditDetail::Exemption {
        until: None,
        reason: "sauvegarde".to_owned(),
        kind: Some(ExemptionKind::ServiceAccount),
    };
    let json = r#"{"exemption":{"until":null,"reason":"sauvegarde","kind":"service-account"}}"#;
    assert_eq!(serde_json::to_string(&detail).unwrap(), json);
    assert_eq!(serde_json::from_str::<AuditDetail>(json).unwrap(), detail);
    assert_eq!(detail.to_string(), "sauvegarde");
}

#[test]
fn a_rule_with_days_says_from_when_they_count_and_an_older_entry_says_nothing_of_it() {
    let of = |days_from| AuditDetail::Policy {
        end_sessions: false,
        end_exemptions: false,
        keep_individual: false,
        grace: Some(Grace::Days(14)),
        days_from,
    };
    let json = |end: &str| {
        format!(
            r#"{{"policy":{{"end-sessions":false,"end-exemptions":false,"grace":{{"days":14}}{end}}}}}"#
        )
    };
    for (detail, text, json) in [
        (of(None), "P14D", json("")),
        (
            of(Some(DaysFrom::Announced)),
            "P14D from-announced",
            json(r#","days-from":"announced""#),
        ),
        (
            of(Some(DaysFrom::Change)),
            "P14D from-change",
            json(r#","days-from":"change""#),
        ),
    ] {
        assert_eq!(serde_json::to_string(&detail).unwrap(), json);
        assert_eq!(serde_json::from_str::<AuditDetail>(&json).unwrap(), detail);
        assert_eq!(detail.to_string(), text);
    }
    let group = AuditDetail::GroupRule {
        group: "Ventes".to_owned(),
        end_sessions: false,
        grace: Some(Grace::Days(7)),
        days_from: DaysFrom::of(Grace::Days(7), false),
    };
    assert_eq!(group.to_string(), "Ventes · P7D from-change");
    assert_eq!(DaysFrom::of(Grace::None, true), None);
}
