# What the other examples begin with: the module, a sandbox in place of Izzylease, and a connection to it.
# Run them from the top of the repository after `dotnet build`.
Import-Module ./out/IzzyPS
$sandbox = Start-IzzySandbox
Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath
