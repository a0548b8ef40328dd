BeforeAll {
    . $PSScriptRoot/common.ps1
    $it = Connect-Sandbox
    $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1..3)
    $created = Import-IzzyVehicleCsv $stock | New-IzzyVehicle
    $null = Set-IzzyVehiclePrice -Vin (Get-TestVin 1) -SalesPrice 40000
}
AfterAll { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

Describe 'Get-IzzyOperation' {
    It 'gets <count> by <what>' -TestCases @(
        @{ what = 'nothing'; get = { Get-IzzyOperation }; count = 4 }
        @{ what = 'VIN in lower case'; get = { Get-IzzyOperation (Get-TestVin 1).ToLower() }; count = 2 }
        @{ what = 'VIN pattern'; get = { Get-IzzyOperation 'wvw*00000[12]' }; count = 0 }
        @{ what = 'VIN with a wildcard'; get = { Get-IzzyOperation 'wvw*00000?' }; count = 4 }
        @{ what = 'state'; get = { Get-IzzyOperation -State Acked }; count = 4 }
        @{ what = 'another state'; get = { Get-IzzyOperation -State InDoubt }; count = 0 }
        @{ what = 'run'; get = { Get-IzzyOperation -Run $created[0].RunId }; count = 3 }
        @{ what = 'another run'; get = { Get-IzzyOperation -Run (New-Guid) }; count = 0 }
    ) {
        @(& $get).Count | Should -Be $count
    }

    It 'says what was sent and what came of it' {
        $operation = Get-IzzyOperation (Get-TestVin 1) | Select-Object -Last 1
        $operation.Kind, $operation.State, $operation.SalesPrice, $operation.Status | Should -Be Update, Acked, 40000, 200
        $operation.RemoteId | Should -Be (Get-IzzyVehicle (Get-TestVin 1)).RemoteId
        $operation.WhatToDo | Should -BeNullOrEmpty
    }
}
