BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Test-IzzyLedger' {
    AfterAll { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    It 'says that a ledger is in order, without a request' {
        $it = Connect-Sandbox
        $null = Import-IzzyVehicleCsv (Write-Stock (Join-Path $TestDrive stock.csv) (1..3)) | New-IzzyVehicle
        $requests = $it.Sandbox.Requests
        $test = $it.Dealer | Test-IzzyLedger
        $test.IsHealthy, $test.Active, $test.Closed, $test.InDoubt | Should -Be $true, 3, 0, 0
        $test.Checks.Name | Sort-Object | Should -Be Account, Adoption, InDoubt, Integrity, Lease, Schema
        $test.Checks[0] | Should -BeOfType IzzyPS.LedgerCheck
        $test.Checks.Outcome | Select-Object -Unique | Should -Be Passed
        $it.Sandbox.Requests | Should -Be $requests
    }
}
