BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Set-IzzyVehiclePrice' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    BeforeEach {
        $it = Connect-Sandbox
        $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1..5)
        $null = Import-IzzyVehicleCsv $stock | New-IzzyVehicle
        $requests = $it.Sandbox.Requests
    }

    It 'sets a price by the VIN alone, in any spelling' {
        $result = Set-IzzyVehiclePrice -Vin (Get-TestVin 1).ToLower().Insert(3, ' ') -SalesPrice 40000.5
        $result.Action | Should -Be Reprice
        $result.Outcome | Should -Be Succeeded
        $entry = Get-IzzyVehicle (Get-TestVin 1)
        $entry.SalesPrice, $entry.ListPrice, $entry.PriceSetBy | Should -Be 40000.5, 60001, Hand
        (Set-IzzyVehiclePrice -Vin (Get-TestVin 1) -SalesPrice 40000.5).Outcome | Should -Be Unchanged
        $it.Sandbox.Requests | Should -Be ($requests + 1)
    }

    It 'holds until the partner''s own price changes' {
        $null = Set-IzzyVehiclePrice -Vin (Get-TestVin 1) -SalesPrice 40000
        Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle | Should -BeNullOrEmpty
        $plan = Import-IzzyVehicleCsv (Write-Stock $stock (1..5) -Set @{ 1 = @{ pricing_salesPrice = 45000 } }) | Compare-IzzyVehicle
        $plan.NewSalesPrice | Should -Be 45000
    }

    It 'sends the price of an update and leaves the rest pending' {
        $null = Write-Stock $stock (1..5) -Set @{ 1 = @{ pricing_salesPrice = 45000; color = 'Biały' }; 2 = @{ color = 'Biały' } }
        $plan = Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle
        $results = $plan | Where-Object PriceChange | Set-IzzyVehiclePrice
        $results.Vin | Should -Be (Get-TestVin 1)
        $results.Action | Should -Be Reprice
        $pending = Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle
        $pending.Changes.Name | Select-Object -Unique | Should -Be Color
        $pending.Count | Should -Be 2
        { $plan | Where-Object Vin -eq (Get-TestVin 2) | Set-IzzyVehiclePrice -ErrorAction Stop } | Should -Throw -ErrorId 'ActionMismatch*'
    }

    It 'takes ledger entries and vehicles' {
        $results = Get-IzzyVehicle | Set-IzzyVehiclePrice -SalesPrice 45000 -ListPrice 55000
        $results.Count | Should -Be 5
        (Get-IzzyVehicle).SalesPrice | Select-Object -Unique | Should -Be 45000
        $null = Write-Stock $stock (1..5) -Set @{ 3 = @{ pricing_salesPrice = 29000 } }
        $results = Import-IzzyVehicleCsv $stock | Set-IzzyVehiclePrice
        ($results | Where-Object Outcome -eq Succeeded).Vin | Should -Be (Get-TestVin 3)
    }

    It 'refuses <what>' -TestCases @(
        @{ what = 'a VIN that is none'; do = { Set-IzzyVehiclePrice -Vin KIA -SalesPrice 1 }; id = 'ParameterArgumentTransformationError*', 'CannotConvertArgument*' }
        @{ what = 'a VIN that was never listed'; do = { Set-IzzyVehiclePrice -Vin (Get-TestVin 99) -SalesPrice 1 -ErrorAction Stop }; id = 'NotListed*' }
        @{ what = 'an entry without a price'; do = { Get-IzzyVehicle (Get-TestVin 1) | Set-IzzyVehiclePrice -ErrorAction Stop }; id = 'PriceRequired*' }
        @{ what = 'a price of nothing'; do = { Set-IzzyVehiclePrice -Vin (Get-TestVin 1) -SalesPrice 0 }; id = 'ParameterArgumentValidationError*' }
    ) {
        $thrown = $null
        try { & $do } catch { $thrown = $_ }
        $thrown | Should -Not -BeNullOrEmpty
        @($id | Where-Object { $thrown.FullyQualifiedErrorId -like $_ }).Count | Should -Be 1 -Because $thrown.FullyQualifiedErrorId
        $it.Sandbox.Requests | Should -Be $requests
    }

    It 'shows control characters of a VIN as visible symbols: <command>' -TestCases @(
        @{ command = 'Set-IzzyVehiclePrice'; do = { param($vin) Set-IzzyVehiclePrice -Vin $vin -SalesPrice 1 } }
        @{ command = 'Get-IzzyVehicleHistory'; do = { param($vin) Get-IzzyVehicleHistory -Vin $vin } }
        @{ command = 'Resolve-IzzyOperation'; do = { param($vin) Resolve-IzzyOperation -Vin $vin -NotCreated } }
        @{ command = 'Close-IzzyVehicle'; do = { param($vin) Close-IzzyVehicle -Vin $vin -Confirm:$false } }
    ) {
        $thrown = $null
        try { & $do "x`e[31m`u{9B}2J`u{202E}y`a" } catch { $thrown = $_ }
        $exception = $thrown.Exception
        while ($exception.InnerException) { $exception = $exception.InnerException }
        $exception.Message | Should -BeLike "*'x*y*' is not a VIN*"
        $exception.Message | Should -Not -Match '[\u0000-\u001F\u007F-\u009F\u202E]'
    }

    It 'does not take a VIN from a property' {
        { [pscustomobject]@{ Vin = Get-TestVin 1 } | Set-IzzyVehiclePrice -SalesPrice 1 -ErrorAction Stop } | Should -Throw -ErrorId 'InputNotAccepted*'
    }

    It 'asks about an unusual price, and sends nothing where nobody can answer' {
        { Set-IzzyVehiclePrice -Vin (Get-TestVin 1) -SalesPrice 5000 } | Should -Throw -ErrorId 'ConfirmationRequired*' -ExpectedMessage '*an unusual price*'
        $it.Sandbox.Requests | Should -Be $requests
        (Set-IzzyVehiclePrice -Vin (Get-TestVin 1) -SalesPrice 5000 -Confirm:$false).Outcome | Should -Be Succeeded
        { 1..5 | ForEach-Object { Get-TestVin $_ } | Get-IzzyVehicle | Set-IzzyVehiclePrice -SalesPrice 35000 } | Should -Throw -ErrorId 'ConfirmationRequired*' -ExpectedMessage '*5 unusual prices*'
    }
}
