## La fenêtre dans laquelle un message s’écrit

compose-as-nobody = Aucune adresse n’est choisie
compose-choose-from = Choisir une adresse
compose-from-hint = Écrire depuis une autre adresse
compose-answered-by = { $name } a déjà répondu à ce message : { $date }.
compose-answered-by-you = Vous avez déjà répondu à ce message : { $date }.
compose-answered = Ce message est déjà marqué comme répondu.
compose-answer-waits = Une réponse de vous à ce message attend dans la boîte d’envoi.
compose-answered-show = La voir
compose-because-reply = parce que vous répondez dans { $mailbox }
compose-because-forward = parce que vous transférez depuis { $mailbox }
compose-not-because-reply = vous répondez dans { $mailbox }
compose-not-because-forward = vous transférez depuis { $mailbox }
compose-via = { $address } par { $account }
compose-other-ways = Les mêmes adresses, envoyées autrement
compose-behalf-seen = Les destinataires voient « { $sender } de la part de { $name } ».
compose-check-again = Vérifier encore
compose-checking = Vérification…
compose-try-anyway = Essayer quand même
compose-copied = Copié
compose-left-out = { $count ->
    [one] Ajouter { $count } autre
   *[other] Ajouter { $count } autres
}
compose-left-out-hint = { $names } ont aussi reçu ce message. Ils seront ajoutés comme avec « Répondre à tous ».
compose-copies = Cc Cci
compose-write = Votre message

compose-on-behalf = { $sender } de la part de { $name }

compose-attach = Joindre des fichiers
compose-detach = Retirer { $name }
compose-address-guessed = { $address } a été déduite du nom du dossier. Est-ce l’adresse de cette boîte ?
compose-address-guessed-short = { $address } est-elle l’adresse de cette boîte ?
compose-address-other = Une autre adresse…
compose-file-not-read = { $file } ne peut pas être lu.
compose-files-sum = { $count ->
    [one] { $count } fichier, { $size }
   *[other] { $count } fichiers, { $size } en tout
}
compose-files-too-large = Les pièces jointes peuvent faire { $size } au total. { $file } est de trop.

compose-block-from = Choisissez l’adresse depuis laquelle envoyer.
compose-block-gone = { $address } n’est plus utilisable. Choisissez une autre adresse.
compose-block-nobody = Il n’y a pas encore de destinataire.
compose-block-wrong = « { $text } » n’est pas une adresse. Le message ne peut pas être envoyé ainsi.
compose-block-many = Un message peut avoir { $count } destinataires au plus.
compose-block-size = Les pièces jointes peuvent faire { $size } au total.

compose-later = Plus tard
compose-discard = Supprimer
compose-discard-title = Supprimer ce brouillon ?
compose-discard-words = Ce que vous avez écrit ne pourra pas être récupéré.
compose-saved = Brouillon enregistré à { $time } sur cet ordinateur
compose-not-saved = Le brouillon n’a pas pu être enregistré.
compose-kept = Le brouillon se trouve dans « Mes brouillons ».
notice-open-draft = L’ouvrir
compose-discarded = Le brouillon a été supprimé.
compose-held = Rien n’a été envoyé ; ceci est toujours un brouillon.
compose-seen = Les destinataires voient { $from }.
compose-seen-untested = Si le serveur l’autorise, les destinataires voient { $from }.
compose-copy-to = La copie va dans { $folder }.
compose-copy-server = Le serveur garde la copie.
compose-copy-no-right = Vous ne pouvez rien déposer dans { $folder } : la copie attendra.
compose-copy-no-folder = { $mailbox } n’a pas de dossier Envoyés : la copie attendra.
compose-as-behalf = Vous écrivez de la part de { $name }
compose-send-own = Envoyer
compose-send-behalf = Envoyer de la part de { $name }
compose-via-only = par { $account }
compose-way-send-as = Envoyer en tant que.
compose-way-on-behalf = De la part de.
compose-checked = Vérifié à l’instant : { $result }.
compose-path-words = Aucun portail de bureau ne répond, il n’y a donc pas de sélecteur de fichiers. Déposez des fichiers dans cette fenêtre, ou saisissez le chemin d’un fichier.
compose-path = Chemin du fichier
compose-path-attach = Joindre

## Quand un message part

compose-finish-later = Enregistrer le brouillon et fermer
later-send = Envoyer
later-not-send = Ne pas encore envoyer
later-other = À un autre moment…
later-title = Quand faut-il l’envoyer ?
later-words = Postroom doit alors être ouvert. Sinon, le message sera envoyé quand il sera rouvert.
later-date = Jour
later-time = Heure
later-leaves = Il sera envoyé { $date }.
later-submit = Envoyer à ce moment
later-wrong-date = Ce jour n’existe pas. Écrivez-le comme { $example }.
later-wrong-time = Écrivez l’heure comme 8:30.
later-past = Cette heure est déjà passée.
later-far = C’est dans plus d’un an.

## Pourquoi cette adresse

compose-because-view = parce que vous êtes dans { $mailbox }
compose-because-person = vous l’avez choisie

## Accusés

compose-more = Plus
compose-receipt = Demander un accusé de remise
compose-receipt-hint = Les serveurs en chemin signalent l’arrivée du message, s’ils le peuvent
compose-offline = Vous êtes hors ligne : le message sera envoyé dès que vous serez en ligne.
compose-receipt-asked = Un accusé est demandé.

## Where the draft lies

compose-saved-in = Brouillon enregistré à { $time } dans { $folder }
compose-saved-short = Brouillon enregistré

## Vers les lignes des copies par une touche
page-menu-cut = Couper
page-menu-paste = Coller
page-menu-all = Tout sélectionner
