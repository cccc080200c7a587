## La fenêtre dans laquelle un message s’écrit

compose-as-nobody = Aucune adresse n’est choisie
compose-choose-from = Choisir une adresse
compose-from-hint = Écrire depuis une autre adresse
compose-because-reply = parce que vous répondez dans { $mailbox }
compose-because-forward = parce que vous transférez depuis { $mailbox }
compose-not-because-reply = vous répondez dans { $mailbox }
compose-not-because-forward = vous transférez depuis { $mailbox }
compose-via = { $address } par { $account }
compose-other-ways = Les mêmes adresses d’une autre manière
compose-behalf-seen = Les destinataires voient « { $sender } de la part de { $name } ».
compose-check-again = Vérifier encore
compose-checking = Vérification …
compose-try-anyway = Essayer quand même
compose-copied = Copié
compose-copies = Cc Cci
compose-write = Votre message

compose-seen = Les destinataires voient { $from }. La copie va dans { $folder }.
compose-seen-server = Les destinataires voient { $from }. Le serveur garde la copie.
compose-on-behalf = { $sender } de la part de { $name }

compose-attach = Joindre des fichiers
compose-detach = Retirer { $name }
compose-file-not-read = { $file } ne peut pas être lu.
compose-files-too-large = Les fichiers peuvent faire { $size } ensemble. { $file } est de trop.

compose-block-from = Choisissez l’adresse depuis laquelle envoyer.
compose-block-gone = { $address } n’est plus utilisable. Choisissez une autre adresse.
compose-block-nobody = Il n’y a pas encore de destinataire.
compose-block-wrong = « { $text } » n’est pas une adresse. Le message ne peut pas être envoyé ainsi.
compose-block-many = Un message peut avoir { $count } destinataires, pas plus.
compose-block-size = Les fichiers peuvent faire { $size } ensemble.

compose-later = Finir plus tard
compose-later-hint = Ferme la fenêtre et garde le brouillon
compose-discard = Supprimer
compose-discard-title = Supprimer ce brouillon ?
compose-discard-words = Ce que vous avez écrit ne pourra pas être retrouvé.
compose-saved = Brouillon enregistré { $time }
compose-not-saved = Le brouillon n’a pas pu être enregistré.
compose-kept = Le brouillon se trouve dans les brouillons.
compose-discarded = Le brouillon a été supprimé.
compose-held = Rien n’a été envoyé ; ceci reste un brouillon.
