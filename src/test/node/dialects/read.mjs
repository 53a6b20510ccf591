// Prints what Google's library makes of GOOGLE_APPLICATION_CREDENTIALS.
import { GoogleAuth } from 'google-auth-library';

console.log((await new GoogleAuth().getClient()).constructor.name);
