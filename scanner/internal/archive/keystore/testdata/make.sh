#!/bin/sh
# Makes the keystores here with Java's keytool and openssl: run it in this folder. Their password is none that sluice tries.
set -e
rm -f ./*.keystore ./*.jks ./*.jceks ./*.p12
pass=only-for-tests
new="keytool -genkeypair -dname CN=test -keyalg EC -groupname secp256r1 -validity 30 -storepass $pass"
$new -storetype JKS -keystore java.jks -alias Server -keypass $pass 2>/dev/null
$new -storetype JCEKS -keystore java.jceks -alias server -keypass $pass -J-Djceks.key.pbe.iterationCount=10000 2>/dev/null
secrets="-storetype JCEKS -keystore secrets.keystore -storepass $pass -keypass $pass"
keytool -genseckey -keyalg AES -keysize 256 -alias aes $secrets 2>/dev/null
keytool -genseckey -keyalg DESede -alias des $secrets 2>/dev/null
printf 'written-by-keytool\nwritten-by-keytool\n' | keytool -importpass -alias word $secrets 2>/dev/null
$new $secrets -alias server 2>/dev/null
$new -storetype PKCS12 -keystore java.p12 -alias server 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -subj /CN=test 2>/dev/null
openssl pkcs12 -export -inkey key.pem -in cert.pem -name server -passout pass:$pass -out openssl.p12
openssl pkcs12 -export -inkey key.pem -in cert.pem -name server -passout pass:$pass -out des.p12 -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
openssl pkcs12 -export -inkey key.pem -in cert.pem -name server -passout pass:$pass -out nomac.p12 -nomac -keypbe AES-128-CBC -certpbe NONE
rm key.pem cert.pem
