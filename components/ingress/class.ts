/**
 * The name of the ingress class that every place has, as certificates and applications call it. Apart from the ingress
 * itself, which asks for certificates: who answers their challenges must know it before there is an ingress.
 */
export const INGRESS_CLASS = "public";
