//! Contacts are kept by their addresses, and what is not to be offered is remembered.

use super::super::super::tests::{address, at, new_store};
use super::*;

fn contact(text: &str, name: &str) -> Contact {
    Contact {
        address: address(text),
        name: Some(name.to_owned()),
        nickname: None,
        organisation: None,
    }
}

#[tokio::test]
async fn contacts_are_added_changed_and_forgotten() {
    let (_dir, store) = new_store();
    let precious = store.precious();
    let two = vec![contact("Anna@a.test", "Anna"), contact("ben@a.test", "Ben")];
    let put = precious.put_contacts(two.clone(), at(0)).await.unwrap();
    assert_eq!((put.added, put.changed), (2, 0));
    assert_eq!(store.reader().contacts().unwrap(), two);
    // The same once more changes nothing; another name does.
    let put = precious.put_contacts(two, at(1)).await.unwrap();
    assert_eq!((put.added, put.changed), (0, 0));
    let renamed = vec![contact("anna@a.test", "Anna Berg")];
    let put = precious.put_contacts(renamed, at(2)).await.unwrap();
    assert_eq!((put.added, put.changed), (0, 1));
    assert_eq!(store.reader().contacts().unwrap().len(), 2);

    let anna = address("ANNA@a.test");
    assert!(precious.forget_contact(&anna, at(3)).await.unwrap());
    assert!(!precious.forget_contact(&anna, at(4)).await.unwrap());
    assert_eq!(store.reader().contacts().unwrap().len(), 1);
    assert!(
        store
            .reader()
            .not_offered()
            .unwrap()
            .contains("anna@a.test")
    );
    // Who is brought along again is offered again.
    let again = vec![contact("anna@a.test", "Anna")];
    precious.put_contacts(again, at(5)).await.unwrap();
    assert!(store.reader().not_offered().unwrap().is_empty());
}

#[tokio::test]
async fn no_more_are_kept_than_there_is_room_for() {
    let (_dir, store) = new_store();
    let many = (0..=Precious::MAX_CONTACTS)
        .map(|n| contact(&format!("a{n}@a.test"), "A"))
        .collect();
    let put = store.precious().put_contacts(many, at(0)).await.unwrap();
    assert_eq!((put.added, put.left_out), (Precious::MAX_CONTACTS, 1));
}
