# Sync two dealer accounts in parallel. Each account has its own connection and ledger.
. ./examples/00-sandbox.ps1
$second = Start-IzzySandbox
$dealers = @(
    Get-IzzyDealer
    Connect-IzzyDealer -BaseUri $second.BaseUri -Credential $second.Credential -LedgerPath $second.LedgerPath
)

$dealers | ForEach-Object -Parallel {
    Import-Module ./out/IzzyPS
    Import-IzzyVehicleCsv ./examples/stock-tuesday.csv -ErrorAction SilentlyContinue |
        Compare-IzzyVehicle -Dealer $_ |
        Sync-IzzyVehicle -Dealer $_
} | Group-Object Outcome -NoElement

Stop-IzzySandbox
