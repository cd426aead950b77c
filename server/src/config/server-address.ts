/** File of the data folder in which the server that holds it tells its address. */
export const serverAddressFile = 'server-address';
