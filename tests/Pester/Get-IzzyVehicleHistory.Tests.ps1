BeforeAll {
    . $PSScriptRoot/common.ps1
    $it = Connect-Sandbox
    $stock = Write-Stock (Join-Path $TestDrive monday.csv) (1..3)
    $null = Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle | Sync-IzzyVehicle
    $null = Set-IzzyVehiclePrice -Vin (Get-TestVin 1) -SalesPrice 40000
    $null = Close-IzzyVehicle -Vin (Get-TestVin 1) -Reason Sold -Confirm:$false
}
AfterAll { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

Describe 'Get-IzzyVehicleHistory' {
    It 'says what happened, why, at which price and by which command' {
        $history = Get-IzzyVehicleHistory -Vin (Get-TestVin 1).ToLower()
        $history.Event | Should -Be Listed, Repriced, Closed
        $history[1].OldSalesPrice, $history[1].SalesPrice | Should -Be 50001, 40000
        $history.Reason | Should -Be 'Not listed yet.', 'Price set by hand.', 'Closed by hand.'
        $history.Command | Should -Be Sync-IzzyVehicle, Set-IzzyVehiclePrice, Close-IzzyVehicle
        $history[0].Files | Should -Be $stock
        @($history.RunId | Select-Object -Unique).Count | Should -Be 3
    }

    It 'takes ledger entries' {
        (Get-IzzyVehicle | Get-IzzyVehicleHistory).Count | Should -Be 5
    }

    It 'gives an error for a vehicle that the ledger does not know' {
        { Get-IzzyVehicleHistory (Get-TestVin 99) -ErrorAction Stop } | Should -Throw -ErrorId 'NotListed*'
    }
}
