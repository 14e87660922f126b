//! The turns that a network is promised once it has used up its free attempts (attack 28).

use crate::support::{TestApp, origin, problem};
use backend::Error;
use backend::access::Origin;
use domain::problem::Problem;

const WRONG: &str = "un autre mot de passe";

fn from(address: &str) -> Origin {
    Origin {
        address: address.to_owned(),
        ..origin()
    }
}

/// A network with no free attempt left.
async fn slow(app: &TestApp, address: &str) -> Origin {
    let network = from(address);
    for number in 0..50 {
        let email = format!("nobody{number}@exemple.fr");
        assert_eq!(attempt(app, &network, &email).await, None);
    }
    network
}

/// How many seconds a wrong password has to wait; none where it is looked at.
async fn attempt(app: &TestApp, from: &Origin, email: &str) -> Option<i64> {
    match app.backend.sign_in(email, WRONG, from, None).await {
        Err(Error::Throttled { retry_after, .. }) => Some(retry_after),
        other => {
            assert_eq!(problem(other), Problem::Credentials);
            None
        }
    }
}

#[tokio::test]
async fn attack_28_a_turn_that_nobody_takes_lapses_after_five_minutes() {
    for (late, kept) in [(300, true), (301, false)] {
        let app = TestApp::new().await;
        let network = slow(&app, "198.51.100.7").await;
        assert_eq!(attempt(&app, &network, "lea@exemple.fr").await, Some(30));
        app.advance(30 + late);
        app.backend.sweep(app.now()).await.unwrap();
        let turns = app.number("SELECT count(*) FROM password_turns").await;
        assert_eq!(turns, i64::from(kept), "{late}");
    }
    for (late, waits) in [(300, None), (301, Some(30))] {
        let app = TestApp::new().await;
        let network = slow(&app, "198.51.100.7").await;
        assert_eq!(attempt(&app, &network, "lea@exemple.fr").await, Some(30));
        app.advance(30 + late);
        assert_eq!(attempt(&app, &network, "other@exemple.fr").await, None);
        assert_eq!(attempt(&app, &network, "lea@exemple.fr").await, waits);
    }
}

#[tokio::test]
async fn attack_28_a_turn_is_taken_once() {
    let app = TestApp::new().await;
    let network = slow(&app, "198.51.100.7").await;
    assert_eq!(attempt(&app, &network, "lea@exemple.fr").await, Some(30));
    app.advance(30);
    assert_eq!(attempt(&app, &network, "lea@exemple.fr").await, None);
    assert_eq!(attempt(&app, &network, "lea@exemple.fr").await, Some(30));
}

#[tokio::test]
async fn attack_28_nobody_comes_in_between_those_who_were_promised_a_turn() {
    let app = TestApp::new().await;
    let network = slow(&app, "198.51.100.7").await;
    assert_eq!(attempt(&app, &network, "lea@exemple.fr").await, Some(30));
    app.advance(30);
    assert_eq!(attempt(&app, &network, "other@exemple.fr").await, Some(30));
    assert_eq!(attempt(&app, &network, "lea@exemple.fr").await, None);
}

#[tokio::test]
async fn attack_28_each_network_has_its_own_turns() {
    let app = TestApp::new().await;
    let (one, two) = (
        slow(&app, "198.51.100.7").await,
        slow(&app, "203.0.113.9").await,
    );
    for number in 0..3 {
        let email = format!("many{number}@exemple.fr");
        attempt(&app, &one, &email).await;
    }
    assert_eq!(attempt(&app, &two, "lea@exemple.fr").await, Some(30));
}

#[tokio::test]
async fn attack_28_a_clock_that_is_set_back_puts_no_turn_off() {
    for back in [1_800, 7_200] {
        let app = TestApp::new().await;
        let network = slow(&app, "198.51.100.7").await;
        assert_eq!(attempt(&app, &network, "max@exemple.fr").await, Some(30));
        app.advance(-back);
        let own = if back == 7_200 { 30 } else { back + 30 };
        assert_eq!(attempt(&app, &network, "max@exemple.fr").await, Some(own));
    }
    let app = TestApp::new().await;
    let network = slow(&app, "198.51.100.7").await;
    app.advance(-1_800);
    assert_eq!(attempt(&app, &network, "lea@exemple.fr").await, Some(30));
}
