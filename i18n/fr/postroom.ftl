## Dates, tailles, nombres : modèles

date-time = { $hour }:{ $minute }
date-yesterday = Hier
date-day = { $day ->
    [1] 1er
   *[other] { $day }
} { $month }
date-month-and-year = { $month } { $year }
date-day-and-year = { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
# dimanche 9 novembre 2025 à 10:42
date-long = { $weekday } { $date } à { $time }
date-weekday = { $weekday ->
    [1] lundi
    [2] mardi
    [3] mercredi
    [4] jeudi
    [5] vendredi
    [6] samedi
   *[7] dimanche
}
date-weekday-short = { $weekday ->
    [1] lun.
    [2] mar.
    [3] mer.
    [4] jeu.
    [5] ven.
    [6] sam.
   *[7] dim.
}
date-month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
date-month-short = { $month ->
    [1] janv.
    [2] févr.
    [3] mars
    [4] avr.
    [5] mai
    [6] juin
    [7] juil.
    [8] août
    [9] sept.
    [10] oct.
    [11] nov.
   *[12] déc.
}

size-bytes = { $size } o
size-kilobytes = { $size } Ko
size-megabytes = { $size } Mo
size-gigabytes = { $size } Go

## Messages, partout où ils sont affichés

count-messages = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
quote-attribution = Le { $date }, { $name } a écrit :
forward-head = ---------- Message transféré ----------
forward-line = { $name } : { $value }

## Ce qui n’a pas pu être affiché d’un message en HTML

render-html-cut = Ce message est très long. Seul son début est affiché.
render-html-too-complex = Ce message est construit de telle façon qu’il ne peut pas être affiché sans risque. Son code source peut être enregistré.
render-html-too-slow = L’affichage de ce message a pris trop de temps et a été interrompu. Son code source peut être enregistré.
render-html-failed = Ce message n’a pas pu être affiché. Son code source peut être enregistré.
render-partial = Ce message contient plus que ce qui est affiché. Son code source peut être enregistré.
render-draw-too-complex = Ce message est construit de telle façon qu’il ne peut pas être représenté sans risque. Son texte est affiché à la place.
render-draw-too-slow = La représentation de ce message a pris trop de temps. Son texte est affiché à la place.
render-draw-failed = Ce message n’a pas pu être représenté. Son texte est affiché à la place.

## La boîte d’envoi : pourquoi un message attend, est retenu ou incertain, et que faire

outbox-why-other = Le message attend pour une raison que cette version de Postroom ne sait pas nommer.

outbox-no-from = Aucune adresse d’expéditeur n’est choisie.
outbox-no-recipient = Il n’y a pas de destinataire.
outbox-too-many-recipients = { $count } destinataires, c’est plus que les { $most } qu’un message peut avoir.
outbox-attachments-too-large = Les pièces jointes dépassent ensemble { $most } Mio.
outbox-no-address = « { $address } » n’est pas une adresse à laquelle on peut écrire.
outbox-no-identity = Ce compte n’a pas cette adresse d’expéditeur.
outbox-not-frozen = Le message n’a pas pu être composé. C’est une erreur de Postroom ; le brouillon est conservé.
outbox-no-message = Il n’y a pas de message { $id } dans la boîte d’envoi.
outbox-already-there = Ce brouillon est déjà dans la boîte d’envoi sous le nom { $id }.
outbox-not-in-this-state = C’est impossible avec un message dans l’état « { $state } ».
outbox-changed-meanwhile = Ce message n’est plus tel que vous l’avez vu : rien n’a été fait. Regardez-le et décidez de nouveau.
outbox-no-account = Le compte { $account } n’est plus dans ce profil.
outbox-not-thawed = Ce message ne peut plus être lu ici et ne peut donc pas être modifié.

outbox-unknown = Nous ne savons pas si ce message est arrivé au serveur : la connexion s’est coupée après la remise du message et avant la réponse du serveur.
outbox-unknown-before = Nous ne savons pas si ce message est arrivé la fois précédente. Il n’a pas été envoyé de nouveau.
outbox-put-off = Le serveur a reporté le message. Le serveur a dit : « { $words } ».
outbox-too-many-attempts = L’envoi du message a été essayé { $count } fois sans succès.
outbox-journal = L’étape suivante n’a pas pu être notée sur cet ordinateur ; elle n’a donc pas été faite.
outbox-not-for-server = Ce serveur n’accepte pas le message tel qu’il est.
outbox-not-ascii-address = Le serveur n’accepte pas { $address } : avant le @, il ne connaît que les lettres de a à z. Rien n’a été envoyé.
outbox-no-such-domain = Aucun message ne peut être envoyé au domaine de { $address }. Rien n’a été envoyé.
outbox-too-large = Le message fait { $size } Mo avec ses pièces jointes ; le serveur en accepte { $limit }.

outbox-refused-sender = Le serveur ne permet pas à { $account } d’envoyer en tant que { $address }. Le message n’a pas été envoyé, ni sous une autre adresse.
outbox-refused-on-behalf = Le serveur ne permet pas à { $account } d’envoyer de la part de { $address }. Le message n’a pas été envoyé, ni sous une autre adresse.
outbox-refused-sign-in = Le serveur demande une autre connexion avant d’accepter des messages. Le serveur a dit : « { $words } ».
outbox-refused-submission = Le serveur a désactivé l’envoi depuis des logiciels de messagerie pour ce compte. Le serveur a dit : « { $words } ».
outbox-refused-recipient = Le serveur ne connaît pas { $recipients }, donc personne n’a reçu le message. Le serveur a dit : « { $words } ».
outbox-refused-relay = Le serveur n’accepte pas de courrier pour { $recipients }, donc personne n’a reçu le message. Le serveur a dit : « { $words } ».
outbox-refused-quota = Une boîte est pleine, donc personne n’a reçu le message. Le serveur a dit : « { $words } ».
outbox-refused-size = Le message est trop volumineux pour le serveur. Le serveur a dit : « { $words } ».
outbox-refused-content = Le serveur a refusé le contenu du message. Le serveur a dit : « { $words } ».
outbox-refused-many = Le serveur n’accepte pas un message pour autant de destinataires. Le serveur a dit : « { $words } ».
outbox-refused-other = Le serveur a refusé le message. Le serveur a dit : « { $words } ».

outbox-copy-no-sent-folder = Le message est envoyé. Sa copie attend, car { $mailbox } n’a pas de dossier Envoyés.
outbox-copy-hidden = Le message est envoyé. Sa copie attend, car { $mailbox } est masquée ici. Ajoutez-la de nouveau : la copie sera classée.
outbox-copy-folder-gone = Le message est envoyé. Sa copie attend, car le dossier choisi n’existe plus.
outbox-copy-no-right = Le message est envoyé. Sa copie attend, car vous ne pouvez rien déposer dans { $folder } de { $mailbox }.
outbox-copy-not-shown = Le message est envoyé et sa copie déposée, mais { $folder } de { $mailbox } ne la montre pas encore.
outbox-copy-server-none = Le message est envoyé. Le serveur devait déposer la copie et ne l’a pas encore fait.

## Ce que devient la copie d’un message envoyé
outbox-copy-looking = Le message est envoyé. Pendant une minute au plus, Postroom regarde si le serveur dépose lui-même la copie dans { $folder } de { $mailbox } ; sinon, Postroom le fait. Une fois que c’est connu, il n’attend plus.
outbox-copy-no-look = Le message est envoyé. Sa copie attend, car vous ne pouvez pas lire { $folder } de { $mailbox } : sans y regarder, elle pourrait y être déposée deux fois.
outbox-copy-folder-missing = Le message est envoyé. Sa copie attend, car { $folder } de { $mailbox } ne s’ouvre pas : le dossier n’existe plus, ou vous ne pouvez pas le voir.
outbox-copy-over-quota = Le message est envoyé. Sa copie attend, car il n’y a plus de place dans { $folder } de { $mailbox } : { $words }
outbox-advice-copy-quota = Supprimez ou archivez quelque chose à cet endroit, ou choisissez un autre dossier pour la copie.
outbox-copy-refused = Le message est envoyé. Sa copie attend, car le serveur ne la dépose pas dans { $folder } de { $mailbox } : { $words }
outbox-copy-not-seen = La copie dans { $folder } de { $mailbox } apparaît comme non lue pour l’équipe, car il vous y manque le droit « { $right } », qui garde les messages marqués comme lus.
outbox-copy-stays-unread = La copie dans { $folder } de { $mailbox } apparaît comme non lue : le serveur ne garde pas la marque de lecture.
outbox-copy-from-rewritten = Le serveur a changé l’auteur du message : d’après la copie dans { $folder } de { $mailbox }, les destinataires ont vu { $seen } au lieu de { $meant }.
outbox-copy-sender-added = Le serveur a ajouté un expéditeur au message : d’après la copie dans { $folder } de { $mailbox }, les destinataires ont vu que { $seen } l’a envoyé.
outbox-copy-sender-changed = Le serveur a changé l’expéditeur du message : d’après la copie dans { $folder } de { $mailbox }, les destinataires ont vu que { $seen } l’a envoyé, au lieu de { $meant }.
outbox-copy-sender-dropped = Le serveur a retiré l’expéditeur du message : d’après la copie dans { $folder } de { $mailbox }, les destinataires n’ont pas vu que { $meant } l’a envoyé.
outbox-advice-rewritten = Demandez à votre administrateur si vous pouvez utiliser l’adresse de cette façon.
outbox-copy-twice = La copie se trouve deux fois dans { $folder } de { $mailbox } : le serveur en a déposé une après Postroom. On ne sait pas laquelle peut être supprimée, ou vous ne pouvez pas la retirer.
outbox-advice-twice = Supprimez l’une des deux. Désormais, Postroom attend la copie du serveur.
outbox-copy-folders-not-read = Le message est envoyé. Sa copie attend, car les dossiers de { $mailbox } n’ont pas encore été lus.
outbox-copy-not-seen-there = Le serveur a déposé la copie parmi vos propres messages envoyés. On ne sait pas si { $folder } de { $mailbox } en a une aussi : vous ne pouvez pas y regarder.
outbox-copy-not-compared = La copie dans { $folder } de { $mailbox } n’a pas pu être lue ni comparée à ce que vous avez écrit : on ne sait pas qui les destinataires voient comme auteur.
outbox-not-marked = Vos collègues ne voient pas dans { $folder } de { $mailbox } que le message a été { $how ->
    [forward] transféré
   *[answer] traité par une réponse
} : il n’a pas pu y être marqué.
outbox-not-marked-right = Vos collègues ne voient pas dans { $folder } de { $mailbox } que le message a été { $how ->
    [forward] transféré
   *[answer] traité par une réponse
} : le marquer demande le droit « { $right } », qui vous manque.
outbox-copy-no-other = Une copie se trouve dans { $folder } de { $mailbox } ; aucune autre n’était plus souhaitée.
outbox-copy-there-too = La copie se trouve peut-être aussi dans { $folder } de { $mailbox } : elle y a été déposée d’abord, et la réponse s’est perdue.
outbox-copy-twice-from-here = La copie se trouve deux fois dans { $folder } de { $mailbox } : Postroom l’a déposée de nouveau, car la réponse à la première s’est perdue.
outbox-advice-twice-from-here = Supprimez l’une des deux.
outbox-copy-only-in-own = Le serveur dépose les messages envoyés pour { $mailbox } seulement dans votre propre dossier Envoyés, où l’équipe ne regarde pas.
outbox-advice-only-in-own = Sur Exchange et Microsoft 365, un administrateur peut changer cela avec : { $command }

outbox-advice-copy-to = Choisissez un autre dossier pour la copie.
outbox-advice-edit = Modifiez le message et renvoyez-le, ou supprimez-le.
outbox-advice-not-ascii-address = Utilisez une autre adresse, ou envoyez depuis un compte dont le serveur accepte les adresses internationales.
outbox-advice-too-large = Les pièces jointes grossissent d’un tiers en route. Retirez-en, ou répartissez-les sur plusieurs messages.
outbox-advice-identity = Ajoutez l’adresse au compte, ou choisissez-en une autre.
outbox-advice-refused-sender = Demandez à votre administrateur le droit d’envoyer. S’il vous a été donné entre-temps, essayez encore une fois ; ou modifiez le message et choisissez une autre adresse.
outbox-advice-administrator = Demandez à votre administrateur.
outbox-advice-unknown = Demandez à un destinataire, ou regardez si une copie ou une réponse est arrivée. Puis considérez le message comme envoyé, renvoyez-le (il peut arriver deux fois), ou modifiez-le comme un nouveau message.

## Moments à venir

date-today-at = aujourd’hui à { $time }
date-tomorrow-at = demain à { $time }
date-weekday-at = { $weekday } à { $time }
## Messages revenus, ou dont personne ne savait rien : ce qui a été trouvé
outbox-found-itself = La réponse du serveur s’est perdue. Le message se trouve dans { $folder } de { $mailbox } : il a donc été envoyé.
outbox-found-answer = La réponse du serveur s’est perdue. Quelqu’un a répondu au message, ce qui montre qu’il a été envoyé : voir { $folder } de { $mailbox }.
outbox-no-receipts = Le serveur de { $account } ne donne pas d’accusés de réception : le message a été envoyé sans en demander.
outbox-found-report = La réponse du serveur s’est perdue. Un rapport sur le message est arrivé, ce qui montre qu’il a été envoyé : voir { $folder } de { $mailbox }.
outbox-receipt-delivered = Remis à { $recipient }.
outbox-receipt-relayed = Transmis pour { $recipient } à un serveur qui ne donne pas d’accusé.
outbox-receipt-expanded = { $recipient } est une liste ; le message est parti vers ses membres.

## Un rapport sur quelqu’un à qui le message n’a pas été adressé
outbox-report-for-another = Un serveur a renvoyé ce message pour { $address }, qui n’est pas l’un de ses destinataires : un alias, une redirection ou une liste l’a peut-être transmis. On ne sait pas lequel de vos destinataires ne l’a pas reçu.

## Répondu par quelqu’un d’autre avant que sa propre réponse ne parte
outbox-answered-meanwhile = { $who } a répondu au même message le { $date } : « { $subject } ». Votre réponse n’a pas été envoyée.
outbox-answered-by-you = Vous avez déjà répondu au même message, le { $date } : « { $subject } ». Cette seconde réponse n’a pas été envoyée.
outbox-answered-marked = Entre-temps, le message a été marqué comme répondu, par un collègue ou dans un autre programme. Votre réponse n’a pas été envoyée.
outbox-answered-not-checked = Il n’a pas été possible de vérifier si quelqu’un d’autre avait répondu au même message avant le départ de celui-ci.
outbox-advice-answered = Regardez cette réponse. Puis envoyez la vôtre malgré tout, modifiez-la ou supprimez-la.
outbox-check-too-slow = Le serveur de messagerie a mis trop de temps à répondre.
outbox-check-no-folder = { $mailbox } n’a pas de dossier connu comme « { $folder } ».
outbox-check-no-message-id = Le message auquel on répond n’a pas de Message-ID ; aucune réponse ne peut donc s’y référer.

## Plusieurs réponses de soi-même au même message
outbox-answered-by-you-perhaps = Une réponse de votre part au même message est peut-être déjà partie : celle du { $date }, « { $subject } ». On ignore ce qu’elle est devenue. Cette seconde réponse n’a pas été envoyée.
outbox-advice-answered-perhaps = Voyez dans la boîte d’envoi ce que devient cette réponse. Puis envoyez celle-ci malgré tout, modifiez-la ou supprimez-la.
outbox-mailbox-lost = Vous n’avez plus accès à { $mailbox }, au nom de laquelle ce message devait être envoyé. Il n’a pas été envoyé.
outbox-advice-mailbox-lost = Vous avez peut-être encore le droit d’envoyer sous son adresse : envoyez-le malgré tout, modifiez-le en choisissant un autre expéditeur, ou supprimez-le.
outbox-waits-for-own-answer = Une autre de vos réponses au même message est en train de partir. Celle-ci sera vérifiée de nouveau dès qu’on saura ce que l’autre est devenue.

## Déjà envoyé, par le profil dont celui-ci a été restauré ou copié
outbox-found-before = Le message se trouve dans { $folder } de { $mailbox } : il a été envoyé depuis une copie de ce profil, ou avant que celui-ci ne soit restauré. Il n’a pas été envoyé une seconde fois. On ne sait pas ici si tous ses destinataires l’ont reçu.
outbox-found-before-answer = Quelqu’un a répondu au message : voir { $folder } de { $mailbox }. Il a donc été envoyé avant que ce profil ne soit restauré ou copié. Il n’a pas été envoyé une seconde fois.
outbox-found-before-report = Un rapport sur le message est arrivé : voir { $folder } de { $mailbox }. Il a donc été envoyé avant que ce profil ne soit restauré ou copié. Il n’a pas été envoyé une seconde fois.
outbox-sent-before = Ce message a déjà été remis au serveur, par le profil dont celui-ci a été restauré ou copié. Aucune copie n’en a été trouvée, ce qui ne prouve pas qu’il n’a pas été envoyé.
outbox-sent-before-elsewhere = Ce profil vient d’un autre ordinateur, ou cet ordinateur a oublié ce qu’il a envoyé. Le message est peut-être parti de là-bas. Aucune copie n’en a été trouvée, ce qui ne prouve pas qu’il n’a pas été envoyé.
outbox-advice-sent-before = Demandez à un destinataire, ou regardez si une réponse est arrivée. Puis envoyez-le malgré tout (des destinataires pourraient le recevoir deux fois), modifiez-le comme un nouveau message ou supprimez-le.
outbox-sent-of-draft = Un message écrit à partir du même brouillon se trouve déjà dans { $folder } de { $mailbox }, peut-être avec d’autres mots ou pour d’autres destinataires. Il est parti d’une copie de ce profil, ou avant que ce profil ne soit restauré.
outbox-advice-sent-of-draft = Regardez-le à cet endroit. Puis envoyez celui-ci malgré tout, modifiez-le ou supprimez-le.
outbox-draft-handed-over = Un message écrit à partir du même brouillon, peut-être avec d’autres mots ou pour d’autres destinataires, a déjà été remis au serveur : depuis une copie de ce profil, ou avant que ce profil ne soit restauré. Aucune copie n’en a été trouvée, ce qui ne prouve pas qu’il n’a pas été envoyé.
outbox-taken-back-before = Ce message a été repris depuis la sauvegarde de ce profil, ou dans le profil dont celui-ci est une copie. Il n’a pas été envoyé.
outbox-advice-taken-back = Supprimez-le ou modifiez-le. Vous pouvez aussi l’envoyer malgré tout.

## Un message d’avant, et un coup d’œil dans Envoyés qui n’est pas possible
outbox-not-looked-before = Avant le départ de ce message, il faut voir s’il a déjà été envoyé : il a été écrit avant le démarrage de Postroom, et ce profil peut provenir d’une sauvegarde. Cela ne peut pas être établi pour l’instant.
outbox-advice-not-looked = Il partira de lui-même dès que le serveur de messagerie aura répondu. Si vous savez qu’il n’a pas été envoyé, envoyez-le malgré tout.
outbox-left-unlooked = Il n’a pas été possible de voir si ce message avait déjà été envoyé avant son départ : aucun dossier Envoyés où il se trouverait n’est lisible.

## Une copie qui n’est plus là où elle a été déposée
outbox-copy-gone = Le message est envoyé et sa copie déposée dans { $folder } de { $mailbox }, où elle ne se trouve plus : quelqu’un l’a déplacée ou supprimée, ou le serveur ne la montre pas. Aucune autre n’est déposée d’elle-même.
outbox-advice-copy-gone = Regardez si un collègue l’a déplacée. Pour faire déposer la copie encore une fois, choisissez-lui un dossier, même celui-là.

## What came back, of each in the words of their own server, and receipts of many
outbox-back-from = Il est revenu de { $recipients } : { $words }
outbox-back-from-wordless = Il est revenu de { $recipients }
outbox-back-nobody = Il est revenu : { $words }
outbox-back-nobody-wordless = Il est revenu
outbox-late-to = Il est retardé sur le chemin vers { $recipients } : { $words }
outbox-late-to-wordless = Il est retardé sur le chemin vers { $recipients }
outbox-late-nobody = Il est retardé en chemin : { $words }
outbox-late-nobody-wordless = Il est retardé en chemin
outbox-back-more = { $count ->
    [one] { $count } autre destinataire ne l’a pas
   *[other] { $count } autres destinataires ne l’ont pas
}
outbox-receipts = Des accusés sont venus pour { $count } des { $all } destinataires.

## Un coup d’œil dans Envoyés que personne ne peut jeter
outbox-cannot-be-looked = Personne ne peut voir si ce message a déjà été envoyé : aucun dossier Envoyés où il se trouverait n’est lisible, et ce que cet ordinateur a noté de ses envois ne l’est pas non plus. Il a été écrit avant le démarrage de Postroom, et ce profil peut provenir d’une sauvegarde.
outbox-advice-cannot-be-looked = Si vous savez qu’il n’a pas été envoyé, envoyez-le malgré tout. Sinon, demandez d’abord à un destinataire, ou regardez si une réponse est arrivée.

## Un brouillon modifié avant de pouvoir être envoyé
outbox-draft-changed = { $id } a été modifié entre-temps, peut-être dans une fenêtre où il est ouvert. Il est resté tel quel et n’a pas été envoyé.
outbox-advice-draft-changed = Regardez-le tel qu’il est maintenant et envoyez-le de nouveau.
