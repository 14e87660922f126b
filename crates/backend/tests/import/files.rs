//! Which files are read, and how much at a time.

use super::support::*;
use backend::access::{Manager, Operator};
use backend::import::{FileError, ImportError, ImportOptions};
use sea_orm::{EntityTrait, PaginatorTrait};
use store::entity::user;

#[tokio::test]
async fn a_file_that_cannot_be_used_gives_one_clear_error_and_leaves_nothing() {
    let world = World::new().await;
    let unclosed = [HEADER, LEA, "hugo@exemple.fr,\"Hugo,user,fr,,\n", LEA].concat();
    let cases: [(&[u8], &str); 9] = [
        (b"", "the file is empty"),
        (b"\xEF\xBB\xBF\r\n\r\n", "the file is empty"),
        (
            b"\xFF\xFEe\0m\0a\0i\0l\0,\0",
            "the column \"name\" is missing",
        ),
        (
            b"e\0m\0a\0i\0l\0,\0",
            "the file is in UTF-16 without a byte order mark: save it as CSV in UTF-8",
        ),
        (b"email,name,role\n", "the column \"language\" is missing"),
        (
            b"email,name,role,language,phone\n",
            "unknown column \"phone\" (known: email, name, role, language, required, group)",
        ),
        (
            b"email,name,role,language,email\n",
            "the column \"email\" appears twice",
        ),
        (
            b"\"email,name,role,language\n",
            "a quote is opened on line 1 and never closed",
        ),
        (
            unclosed.as_bytes(),
            "a quote is opened on line 3 and never closed",
        ),
    ];
    for (file, message) in cases {
        let error = world.try_import(file, false).await.unwrap_err();
        assert!(matches!(error, ImportError::File(_)), "{error:?}");
        assert_eq!(error.to_string(), message);
    }
    assert_eq!(world.users().await.len(), 0);
}

#[tokio::test]
async fn a_file_whose_reading_fails_half_way_leaves_nothing() {
    struct Failing<'a>(&'a [u8]);
    impl std::io::Read for Failing<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            match std::io::Read::read(&mut self.0, buffer)? {
                0 => Err(std::io::Error::other("the disk is gone")),
                read => Ok(read),
            }
        }
    }
    let world = World::new().await;
    let operator = Manager::from(Operator::assume_command_line());
    let file = sample(ORGANISATION);
    let result = world
        .backend
        .import_users(&operator, Failing(&file), &ImportOptions::default(), |_| {})
        .await;
    assert!(matches!(result, Err(ImportError::File(FileError::Read(_)))));
    let left = user::Entity::find().count(world.db().read()).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn progress_counts_up_to_the_size_of_the_file() {
    let world = World::new().await;
    let operator = Manager::from(Operator::assume_command_line());
    let file = sample(ORGANISATION);
    let mut told = Vec::new();
    world
        .backend
        .import_users(
            &operator,
            file.as_slice(),
            &ImportOptions::default(),
            |bytes| told.push(bytes),
        )
        .await
        .unwrap();
    assert!(told.len() > 1 && told.is_sorted(), "{told:?}");
    assert_eq!(told.last().copied(), Some(file.len() as u64));
}

#[tokio::test]
async fn more_rows_than_a_statement_can_take_come_in() {
    let world = World::new().await;
    let row = |i| format!("user{i}@exemple.fr,User {i},user,en,,\n");
    let rows = (0..5_000).map(row).collect::<Vec<_>>().concat();
    let report = world.import([HEADER, &rows].concat()).await;
    assert_eq!(report.created, 5_000);
    let again = world.import([HEADER, &rows, LEA].concat()).await;
    assert_eq!((again.created, again.already_there), (1, 5_000));
}

#[tokio::test]
async fn attack_42_a_first_line_of_thousands_of_columns_is_no_header() {
    let world = World::new().await;
    let operator = Manager::from(Operator::assume_command_line());
    let file = format!("email,name{}\n", ",x".repeat(199));
    let result = world
        .backend
        .import_users(
            &operator,
            file.as_bytes(),
            &ImportOptions::default(),
            |_| {},
        )
        .await;
    assert!(matches!(
        result,
        Err(ImportError::File(FileError::TooManyColumns(201)))
    ));
}
