BeforeAll {
    . $PSScriptRoot/common.ps1
    $it = Connect-Sandbox
    $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1..12) -Set @{ 3 = @{ make = 'Kia' } }
    $null = Import-IzzyVehicleCsv $stock -Feed warszawa | New-IzzyVehicle
    $null = Close-IzzyVehicle -Vin (Get-TestVin 12) -Confirm:$false
}
AfterAll { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

Describe 'Get-IzzyVehicle' {
    It 'gets <count> by <what>' -TestCases @(
        @{ what = 'nothing'; get = { Get-IzzyVehicle }; count = 12 }
        @{ what = 'state'; get = { Get-IzzyVehicle -State Active }; count = 11 }
        @{ what = 'VIN'; get = { Get-IzzyVehicle (Get-TestVin 1) }; count = 1 }
        @{ what = 'VIN in lower case with a space'; get = { Get-IzzyVehicle (Get-TestVin 1).ToLower().Insert(4, ' ') }; count = 1 }
        @{ what = 'VIN pattern'; get = { Get-IzzyVehicle 'wvw*00000?' }; count = 9 }
        @{ what = 'VINs from the pipeline'; get = { (Get-TestVin 1), (Get-TestVin 2) | Get-IzzyVehicle }; count = 2 }
        @{ what = 'make'; get = { Get-IzzyVehicle -Make 'k*' }; count = 1 }
        @{ what = 'feed'; get = { Get-IzzyVehicle -Feed warszawa }; count = 12 }
        @{ what = 'another feed'; get = { Get-IzzyVehicle -Feed krakow }; count = 0 }
    ) {
        @(& $get).Count | Should -Be $count
    }

    It 'gives an error for an unknown VIN, but not for a pattern without a match' {
        { Get-IzzyVehicle (Get-TestVin 99) -ErrorAction Stop } | Should -Throw -ErrorId 'NotListed*'
        Get-IzzyVehicle 'X*' -ErrorAction Stop | Should -BeNullOrEmpty
        { Get-IzzyVehicle (Get-TestVin 99) -ErrorAction Ignore } | Should -Not -Throw
    }

    It 'completes VINs, feeds, states and reasons, without a request' {
        $requests = $it.Sandbox.Requests
        $complete = { param($line) ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText }
        & $complete 'Get-IzzyVehicle -Vin WVWZZZ1KZAW00001' | Should -Be (Get-TestVin 10), (Get-TestVin 11), (Get-TestVin 12)
        & $complete 'Get-IzzyVehicle -Feed w' | Should -Be warszawa
        & $complete 'Get-IzzyVehicle -State In' | Should -Be InDoubt
        & $complete 'Close-IzzyVehicle -Reason S' | Should -Be Sold
        & $complete 'Import-IzzyVehicleCsv x.csv -Profile d' | Should -Be default
        & $complete 'Import-IzzyVehicleCsv x.csv -Encoding w' | Should -Be windows-1250
        $it.Sandbox.Requests | Should -Be $requests
    }
}
