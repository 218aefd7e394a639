// What is asked.

const AUTH = 'accessToken refreshToken userId sessionId';

export const ME = '{ me { id email name roles } }';
export const SESSIONS = '{ sessions { id } }';
export const USERS = '{ users(first: 1) { edges { node { email } } } }';
export const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { status auth { ${AUTH} } } }`;
export const LOGIN = `mutation ($email: String!, $password: String!) {
  login(email: $email, password: $password) { ${AUTH} }
}`;
export const REFRESH = `mutation ($token: String) { refresh(refreshToken: $token) { ${AUTH} } }`;
export const LOGOUT = 'mutation ($token: String) { logout(refreshToken: $token) }';
export const LOGOUT_OTHERS = 'mutation { logoutAll(exceptCurrent: true) }';
export const REVOKE_SESSION = 'mutation ($id: ID!) { revokeSession(id: $id) }';
export const REVOKE_USER_SESSIONS = 'mutation ($id: ID!) { revokeUserSessions(userId: $id) }';
export const RENAME = 'mutation ($name: String) { updateProfile(input: { name: $name }) { name } }';
export const SET_ROLES = 'mutation ($id: ID!, $roles: [Role!]!) { setUserRoles(userId: $id, roles: $roles) { roles } }';
export const CHANGE_PASSWORD = `mutation ($currentPassword: String!, $newPassword: String!) {
  changePassword(currentPassword: $currentPassword, newPassword: $newPassword) { ${AUTH} }
}`;
