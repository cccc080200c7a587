## Les personnes à qui l’on écrit

contact-from-contacts = Contact
contact-from-written = Vous lui avez écrit
contact-from-mail = D’après vos messages
contacts-added = { $count ->
    [0] Aucune nouvelle adresse.
    [one] Une nouvelle adresse.
   *[other] { $count } nouvelles adresses.
}
contacts-changed = { $count ->
    [one] Une adresse a été modifiée.
   *[other] { $count } adresses ont été modifiées.
}
contacts-without-address = { $count ->
    [one] Une fiche n’a pas d’adresse.
   *[other] { $count } fiches n’ont pas d’adresse.
}
contacts-left-out = { $count ->
    [one] Une fiche illisible ou en trop a été laissée de côté.
   *[other] { $count } fiches illisibles ou en trop ont été laissées de côté.
}
cli-contacts-none = Personne n’a été trouvé.
cli-contacts-removed = { $address } ne sera plus proposée.
problem-no-vcards = Ce fichier ne contient aucun contact.
problem-vcards-too-large = Ce fichier de contacts est trop volumineux.
advice-vcards = Exportez les contacts de l’autre programme au format vCard (.vcf).

## Destinataires

compose-more-people = { $count ->
    [one] et une autre personne
   *[other] et { $count } autres
}
compose-no-address = adresse non valable
compose-outside = externe
compose-remove = Retirer { $name }
compose-reject = Ne plus jamais proposer { $name }
compose-person-edit = Modifier
compose-person-copy = Copier
compose-person-to = Déplacer vers « À »
compose-person-cc = Déplacer vers « Cc »
compose-person-bcc = Déplacer vers « Cci »
compose-person-remove = Retirer

## Avant qu’un message parte

reminder-title = Envoyer ainsi ?
reminder-attachment = Vous écrivez « { $word } », mais rien n’est joint.
reminder-identity = Vous répondez à un message adressé à { $mailbox }, mais la réponse serait envoyée depuis { $address }.
reminder-outside = { $count ->
    [one] Toutes les personnes de cette conversation font partie de votre organisation. { $addresses } est externe et la lirait.
   *[other] Toutes les personnes de cette conversation font partie de votre organisation. { $count } personnes sont externes et la liraient : { $addresses }.
}
reminder-send = Envoyer quand même
reminder-answer-as = Répondre en tant que { $name }
reminder-answer-behalf = Répondre de la part de { $name }
reminder-back = Retour
settings-remind-attachment = Quand vous mentionnez une pièce jointe mais que rien n’est joint
settings-remind-identity = Quand vous répondez à un message d’une boîte partagée depuis une autre adresse
settings-remind-outside = Quand une réponse interne à votre organisation part aussi vers l’extérieur
settings-remind-on = Demander avant l’envoi
settings-remind-off = Ne pas demander

## Les contacts dans les réglages

settings-contacts = Contacts
settings-contacts-words = Des personnes venues d’autres programmes, proposées en premier comme destinataires.
settings-contacts-count = { $count ->
    [0] Il n’y en a pas encore.
    [one] Il y a une adresse.
   *[other] Il y a { $count } adresses.
}
settings-contacts-import = Importer un fichier vCard
settings-contacts-export = Exporter
settings-contacts-file = Contacts
contacts-forgotten = { $name } n’est plus un contact.
notice-address-removed = { $name } a été supprimée.
notice-setting-removed = { $name } a été retiré de la liste.
contacts-import-path = Saisissez le chemin du fichier vCard, ou déposez-le ici : le bureau n’offre pas de sélecteur de fichiers.
contacts-export-path = Saisissez le chemin où enregistrer le fichier : le bureau n’offre pas de sélecteur de fichiers.
settings-contacts-find = Chercher dans les contacts
settings-contacts-nobody = Aucun contact ne correspond.
