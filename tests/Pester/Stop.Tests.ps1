BeforeAll {
    . $PSScriptRoot/common.ps1

    # What a stopped run must leave: every car of the server is in the ledger, none twice, nothing in doubt.
    function Assert-AllRecorded($it) {
        (Test-IzzyDealer $it.Dealer).InDoubt | Should -Be 0
        @(Get-IzzyVehicle -State Active -Dealer $it.Dealer).Count | Should -Be $it.Sandbox.ActiveCars
        $it.Sandbox.DuplicateVins | Should -BeNullOrEmpty
    }
}

Describe 'A run that is stopped' {
    BeforeEach {
        $it = Connect-Sandbox -Latency 30
        $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1..200)
        $plan = Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle
    }
    AfterEach { Stop-IzzySandbox }

    It 'by Select-Object -First ends early and records requests in flight' {
        $result = $plan | Sync-IzzyVehicle | Select-Object -First 1
        $result.Outcome | Should -Be Succeeded
        $it.Sandbox.ActiveCars | Should -BeLessThan 100
        Assert-AllRecorded $it
    }

    It 'by a later error in the pipeline ends early and records requests in flight' {
        { $plan | Sync-IzzyVehicle | ForEach-Object { throw 'enough' } } | Should -Throw enough
        $it.Sandbox.ActiveCars | Should -BeLessThan 100
        Assert-AllRecorded $it
    }

    It 'from outside ends early and records requests in flight' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
            param($module, $dealer, $plan)
            Import-Module $module
            $plan | Sync-IzzyVehicle -Dealer $dealer
        }).AddArgument((Join-Path $root out IzzyPS)).AddArgument($it.Dealer).AddArgument($plan)
        $running = $shell.BeginInvoke()
        Wait-Until { $it.Sandbox.ActiveCars -ge 8 }
        $shell.Stop()
        $shell.InvocationStateInfo.State | Should -Be Stopped
        $running.IsCompleted | Should -BeTrue
        $it.Sandbox.ActiveCars | Should -BeGreaterOrEqual 8
        $it.Sandbox.ActiveCars | Should -BeLessThan 200
        Assert-AllRecorded $it
        $shell.Dispose()

        # The lease is free again, and the rest goes out.
        ($plan | Sync-IzzyVehicle -ThrottleLimit 32).Outcome | Group-Object -NoElement | ForEach-Object Name | Sort-Object | Should -Be Succeeded, Unchanged
        $it.Sandbox.ActiveCars | Should -Be 200
    }

    It 'by <_> to PowerShell itself ends early and records requests in flight' -ForEach HUP, TERM -Skip:$IsWindows {
        $account = @{
            IZZYLEASE_API_BASE_URL = $it.Sandbox.BaseUri; IZZYLEASE_CLIENT_ID = $it.Sandbox.Credential.UserName
            IZZYLEASE_CLIENT_SECRET = $it.Sandbox.Credential.GetNetworkCredential().Password; IZZYLEASE_LEDGER = $it.Sandbox.LedgerPath
        }
        $script = "Import-Module '$(Join-Path $root out IzzyPS)'; Import-IzzyVehicleCsv '$stock' | Compare-IzzyVehicle | Sync-IzzyVehicle"
        $run = Start-ShellProcess $script $account
        Wait-Until { $it.Sandbox.ActiveCars -ge 8 }
        kill -s $_ $run.Id
        $run.WaitForExit()
        $run.ExitCode | Should -Not -Be 0
        $it.Sandbox.ActiveCars | Should -BeLessThan 200
        Assert-AllRecorded $it
    }

    It 'is not cut short by -ErrorAction Stop: errors come last' {
        $null = Import-IzzyVehicleCsv (Write-Stock $stock (1..20)) | New-IzzyVehicle
        $mixed = @(Import-IzzyVehicleCsv (Write-Stock $stock (1..40) -Set @{ 1 = @{ color = 'Biały' } }) | Compare-IzzyVehicle)
        $thrown = $null
        $results = [System.Collections.Generic.List[object]]::new()
        try { $mixed | New-IzzyVehicle -ErrorAction Stop | ForEach-Object { $results.Add($_) } } catch { $thrown = $_ }
        $thrown.FullyQualifiedErrorId | Should -BeLike 'ActionMismatch*'
        $results.Count | Should -Be 20
        $it.Sandbox.ActiveCars | Should -Be 40
    }
}

Describe 'Two dealers at a time' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    It 'work in ForEach-Object -Parallel' {
        $both = @(Connect-Sandbox -Name warszawa -Latency 10), @(Connect-Sandbox -Name krakow -Latency 10)
        $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1..50)
        $module = Join-Path $root out IzzyPS
        $results = $both.Dealer | ForEach-Object -Parallel {
            Import-Module $using:module
            Import-IzzyVehicleCsv $using:stock | Compare-IzzyVehicle -Dealer $_ | Sync-IzzyVehicle -Dealer $_
        }
        $results.Count | Should -Be 100
        $results.Outcome | Select-Object -Unique | Should -Be Succeeded
        $both.Sandbox.ActiveCars | Should -Be 50, 50
    }
}
