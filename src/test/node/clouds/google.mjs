// Prints the access token that Google's library finds by itself: application default credentials.
import { GoogleAuth } from 'google-auth-library';

const auth = new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/calendar'] });
console.log(await auth.getAccessToken());
