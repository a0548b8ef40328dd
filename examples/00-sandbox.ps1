# The other examples start with this script. It imports the module, starts a sandbox in place of Izzylease, and connects to the sandbox.
# Run them from the top of the repository after `dotnet build`.
Import-Module ./out/IzzyPS
$sandbox = Start-IzzySandbox
Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath
