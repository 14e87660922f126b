# shellcheck shell=bash
# The sample organisation, in a separate data folder, ./data-demo. Sourced after `env.sh`.

admin_email=admin@demo.example
helpdesk_email=assistance@demo.example
auditor_email=audit@demo.example
user_email=camille@demo.example
sample=samples/organisation.csv

export BOUCLIER_DATA_DIR=$root/data-demo
# The demo never uses another database, whatever the caller's configuration says.
unset BOUCLIER_DATABASE_URL BOUCLIER_SECRET_KEY_FILE
sign_in=$BOUCLIER_DATA_DIR/sign-in.txt

random_password() {
  head -c 18 /dev/urandom | base64 | tr '+/' '-_'
}

# The passwords are written down before the accounts exist, so that an interrupted first run loses none.
write_passwords() {
  mkdir -p "$BOUCLIER_DATA_DIR"
  local email
  for email in "$admin_email" "$helpdesk_email" "$auditor_email" "$user_email"; do
    [[ -z $(password_of "$email") ]] || continue
    (
      umask 077
      printf '%s %s\n' "$email" "$(random_password)" >>"$sign_in"
    )
  done
}

password_of() {
  [[ ! -e $sign_in ]] || awk -v email="$1" '$1 == email { print $2 }' "$sign_in"
}

# add_user EMAIL NAME [--role ROLE]: unless the address already exists.
add_user() {
  local email=$1 name=$2
  shift 2
  ! grep -qF -- "$email" <<<"$users" || return 0
  password_of "$email" | "$binary" users add --email "$email" --name "$name" "$@" --password-stdin
}

fill() {
  step "Filling ./data-demo with the sample organisation" "10 seconds"
  write_passwords
  "$binary" demo fill "$sample"
  local users
  users=$("$binary" users list)
  # Once: who changes the rule of the sample's group finds it so again.
  grep -qF -- "$admin_email" <<<"$users" || "$binary" groups rule Direction required
  add_user "$admin_email" "Alix Demo" --admin
  add_user "$helpdesk_email" "Sacha Demo" --role helpdesk
  add_user "$auditor_email" "Andrea Demo" --role auditor
  add_user "$user_email" "Camille Demo"
  "$binary" demo activate
}

say_whom() {
  cat <<END

Sign in on http://${BOUCLIER_LISTEN:-127.0.0.1:3000} (also in data-demo/sign-in.txt):
  admin   $admin_email   $(password_of "$admin_email")
  helpdesk   $helpdesk_email   $(password_of "$helpdesk_email")
  auditor   $auditor_email   $(password_of "$auditor_email")
  user    $user_email   $(password_of "$user_email")

END
}
