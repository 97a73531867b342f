/** How far an item has come, in French. */
export const deliveryFr = {
  'delivery.site': 'Enregistré ici',
  'delivery.hub': 'Au central',
  'delivery.hubAt': 'Au central {time}',
  'delivery.backedUp': 'En sauvegarde',
  'delivery.refused': 'Refusé par le central',
  'delivery.refusedNext':
    'Il est ici et nulle part ailleurs. Ne le saisissez pas de nouveau : prévenez votre administrateur. Un nouvel essai suit chaque mise à jour.',
} as const;
